namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>Costs in TSC ticks, which are instructions under -icount, as lines `figure NAME VALUE`.</summary>
internal static unsafe class BenchScenario
{
    private const int Rounds = 1000;

    public static void Run()
    {
        Report("getpid", Measure(() => MachineCode.QuickCall(39, 0, 0, 0, 0, 0, 0), Rounds));
        MeasureSwap();
        ulong start = MachineCode.TimeStamp();
        for (int i = 0; i < 10; i++)
            Check.Equal(5, Children.Run("exit 5"), "status");
        Report("process", (MachineCode.TimeStamp() - start) / 10);
    }

    private static void MeasureSwap()
    {
        long memory = Check.Positive(Calls.CreateMemory(4096), "memory_create");
        uint* words = (uint*)Check.Positive(Calls.MapMemory(memory, 4096, 3), "memory_map");
        long process = Children.Start($"swap {Rounds + 10}", (uint)memory);
        while (Volatile.Read(ref words[2]) == 0)
            Thread.Sleep(1);
        for (int i = 0; i < 10; i++)
            Swap(words);
        ulong start = MachineCode.TimeStamp();
        for (int i = 0; i < Rounds; i++)
            Swap(words);
        Report("futex_swap", (MachineCode.TimeStamp() - start) / Rounds);
        Check.Equal(0, Calls.WaitProcess(process), "status");
    }

    private static void Swap(uint* words) => MachineCode.Call(0x1050, (ulong)words, (ulong)(words + 1), 0, ulong.MaxValue, 0, 0);

    private static ulong Measure(Action action, int count)
    {
        action();
        ulong start = MachineCode.TimeStamp();
        for (int i = 0; i < count; i++)
            action();
        return (MachineCode.TimeStamp() - start) / (ulong)count;
    }

    private static void Report(string name, ulong value) => Console.WriteLine($"figure {name} {value}");
}
