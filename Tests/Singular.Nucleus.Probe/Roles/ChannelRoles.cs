using System.Runtime.InteropServices;

namespace Singular.Nucleus.Probe.Roles;

/// <summary>The server's end of shared memory: handle 1, words 0 and 1 are the two bells.</summary>
internal static unsafe class ChannelRoles
{
    private const ulong Bytes = 160 * 1024;

    /// <summary>Answers three times what was asked, a number of times.</summary>
    public static int Echo(int rounds)
    {
        uint* words = (uint*)Check.Positive(Calls.MapMemory(1, Bytes, 3), "memory_map");
        for (int i = 0; i < rounds; i++)
        {
            uint last = (uint)i;
            while (Volatile.Read(ref words[0]) == last)
                Calls.FutexWait(words, last);
            words[3] = words[2] * 3;
            Volatile.Write(ref words[1], 1);
            if (i + 1 < rounds)
                Calls.FutexSwap(words + 1, words, last + 1);
            else
                Calls.FutexWake(words + 1, 1);
        }
        return 0;
    }

    /// <summary>Two threads that hand the processor to each other for ever.</summary>
    public static int Pair()
    {
        uint* words = (uint*)NativeMemory.AllocZeroed(8);
        var other = new Thread(() => HandOver(words, words + 1));
        other.Start();
        HandOver(words + 1, words);
        return Role.Broken;
    }

    private static void HandOver(uint* wake, uint* wait)
    {
        while (true)
            MachineCode.Call(0x1050, (ulong)wake, (ulong)wait, 0, 1_000_000_000, 0, 0);
    }

    /// <summary>Nothing but the hand-over, for its cost.</summary>
    public static int Swap(int rounds)
    {
        uint* words = (uint*)Check.Positive(Calls.MapMemory(1, 4096, 3), "memory_map");
        Volatile.Write(ref words[2], 1);
        Calls.FutexWait(words, 0);
        for (int i = 1; i < rounds; i++)
            MachineCode.Call(0x1050, (ulong)(words + 1), (ulong)words, 0, ulong.MaxValue, 0, 0);
        Calls.FutexWake(words + 1, 1);
        return 0;
    }
}
