namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>Memory shared with a process, and the processor handed back and forth over two of its words.</summary>
internal static unsafe class ChannelScenario
{
    private const int Rounds = 10_000;
    private const ulong Bytes = 160 * 1024;

    public static void Run()
    {
        long memory = Check.Positive(Calls.CreateMemory(Bytes), "memory_create");
        uint* words = (uint*)Check.Positive(Calls.MapMemory(memory, Bytes, 3), "memory_map");
        Check.Equal(0, words[Bytes / 4 - 1], "new memory is zero");
        long process = Children.Start($"echo {Rounds}", (uint)memory);
        for (uint i = 1; i <= Rounds; i++)
        {
            words[2] = i;
            Volatile.Write(ref words[1], 0);
            Volatile.Write(ref words[0], i);
            while (Volatile.Read(ref words[1]) == 0)
                Calls.FutexSwap(words, words + 1, 0);
            Check.Equal(i * 3, words[3], "answer");
        }
        Check.Equal(0, Calls.WaitProcess(process), "status of the echo");
        Calls.Close(process);
        Check.Equal(0, Calls.UnmapMemory((ulong)words, Bytes), "memory_unmap");
        Check.Equal(0, Calls.Close(memory), "close");
    }
}
