using System.Runtime.Intrinsics;

namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>The official runtime in ring 0: collector under pressure, exceptions, threads, tasks.</summary>
internal static class RuntimeScenario
{
    public static async Task Run()
    {
        Console.WriteLine($"privilege level {Trap()}, {Environment.ProcessorCount} processor(s), {DateTime.UtcNow:yyyy-MM-dd}");
        Collect();
        Catch();
        RunThreads();
        RunVectors();
        await RunTasks();
    }

    private static unsafe long Trap() => MachineCode.Trap();

    private static void Collect()
    {
        var kept = new List<byte[]>();
        var random = new Random(42);
        long sum = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] block = new byte[random.Next(10, 20_000)];
            block[0] = (byte)i;
            sum += block[0];
            if (i % 10 == 0)
                kept.Add(block);
            if (kept.Count > 300)
                kept.RemoveRange(0, 200);
        }
        GC.Collect();
        Check.Equal(2_546_416, sum, "sum over collected blocks");
        Check.True(GC.CollectionCount(0) > 2, "the collector ran");
    }

    private static void Catch()
    {
        int caught = 0;
        for (int i = 0; i < 500; i++)
        {
            try
            {
                throw new TimeoutException();
            }
            catch (TimeoutException)
            {
                caught++;
            }
        }
        string? nothing = Environment.GetEnvironmentVariable("no such variable");
        try
        {
            caught += nothing!.Length;
        }
        catch (NullReferenceException)
        {
            caught++;
        }
        int zero = nothing is null ? 0 : 1;
        try
        {
            caught += 1 / zero;
        }
        catch (DivideByZeroException)
        {
            caught++;
        }
        Check.Equal(502, caught, "exceptions caught");
    }

    private static void RunThreads()
    {
        long total = 0;
        var threads = new Thread[8];
        for (int t = 0; t < threads.Length; t++)
        {
            threads[t] = new Thread(() =>
            {
                for (int i = 0; i < 20_000; i++)
                    Interlocked.Add(ref total, new string('x', i % 50).Length);
            });
            threads[t].Start();
        }
        foreach (Thread thread in threads)
            thread.Join();
        Check.Equal(8 * 490_000, total, "sum over threads");
    }

    /// <summary>More threads than processors keep everything they know in vector registers, each something else.</summary>
    private static void RunVectors()
    {
        bool[] right = new bool[4];
        var threads = new Thread[right.Length];
        for (int t = 0; t < threads.Length; t++)
        {
            int number = t;
            threads[t] = new Thread(() => right[number] = Accumulate(number + 1));
            threads[t].Start();
        }
        foreach (Thread thread in threads)
            thread.Join();
        Check.True(!right.Contains(false), "vector registers stay a thread's own");
    }

    private static bool Accumulate(int step)
    {
        const int Rounds = 3_000_000;
        Vector256<double> a = Vector256<double>.Zero, b = a, c = a, d = a, one = Vector256.Create((double)step);
        for (int i = 0; i < Rounds; i++)
        {
            a += one;
            b -= one;
            c += a + b + one;
            d += one;
        }
        return a == d && b == -a && c == a && a == Vector256.Create((double)Rounds * step);
    }

    private static async Task RunTasks()
    {
        int[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            await Task.Delay(i % 7);
            await Task.Yield();
            return i;
        }));
        Check.Equal(1225, results.Sum(), "sum over tasks");
    }
}
