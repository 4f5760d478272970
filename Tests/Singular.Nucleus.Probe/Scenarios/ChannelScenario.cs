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
        CheckWordsAreFoundAnew();
    }

    /// <summary>The nucleus remembers the words of a thread's last hand-over; what they name can change between two of them.</summary>
    private static void CheckWordsAreFoundAnew()
    {
        const ulong Page = 4096, Short = 1000;
        long first = Check.Positive(Calls.CreateMemory(Page), "memory_create"), second = Check.Positive(Calls.CreateMemory(Page), "memory_create");
        uint* words = (uint*)Check.Positive(Calls.MapMemory(first, Page, 3), "memory_map");
        words[1] = 5;
        for (int i = 0; i < 3; i++)
            Check.Equal(Calls.TimedOut, Calls.FutexSwap(words, words + 1, 5, Short), "swap in the first memory");
        Check.Equal(0, Calls.UnmapMemory((ulong)words, Page), "memory_unmap");
        Check.Equal(Calls.Fault, Calls.FutexSwap(words, words + 1, 5, Short), "swap where nothing is mapped");

        Check.Equal((long)words, Calls.MapMemory(second, Page, 3, (ulong)words), "memory_map at the same place");
        words[1] = 7;
        Check.Equal(Calls.Again, Calls.FutexSwap(words, words + 1, 5, Short), "swap for the first memory's value");
        Check.Equal(Calls.TimedOut, Calls.FutexSwap(words, words + 1, 7, Short), "swap in the second memory");
        Check.Equal(0, Calls.Raw(10, (ulong)words, Page, 1), "mprotect");
        Check.Equal(Calls.Fault, Calls.FutexSwap(words, words + 1, 7, Short), "swap in memory that cannot be written");
        Check.Equal(0, Calls.Raw(10, (ulong)words, Page, 3), "mprotect");
        Check.Equal(Calls.TimedOut, Calls.FutexSwap(words, words + 1, 7, Short), "swap in memory that can be written again");
        Check.Equal(0, Calls.UnmapMemory((ulong)words, Page), "memory_unmap");
        Calls.Close(first);
        Calls.Close(second);
    }
}
