namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>Random calls from ring 3, from a program that knows the list; a process that ends is replaced by the next seed.</summary>
internal static unsafe class FuzzScenario
{
    public static void Run(long seed, long wanted)
    {
        var account = new FrameAccount();
        long memory = Check.Positive(Calls.CreateMemory(4096), "memory_create");
        long* done = (long*)Check.Positive(Calls.MapMemory(memory, 4096, 3), "memory_map");
        int processes = 0;
        while (*done < wanted)
        {
            long process = Children.Start($"fuzz {seed + processes} {wanted}", (uint)memory);
            // A process may fuzz itself into waiting for ever.
            while (Calls.WaitProcess(process, 60_000_000) == Calls.TimedOut)
            {
                long reached = Volatile.Read(ref *done);
                if (Calls.WaitProcess(process, 60_000_000) == Calls.TimedOut && Volatile.Read(ref *done) == reached)
                    Calls.KillProcess(process);
            }
            Calls.Close(process);
            processes++;
            *done += 1;
        }
        Console.WriteLine($"{*done} calls from {processes} processes");
        Calls.UnmapMemory((ulong)done, 4096);
        Calls.Close(memory);
        account.Close((ulong)processes);
    }
}
