using System.Runtime.InteropServices;
using Singular.Channels.Runtime;

namespace Singular.Kernel.Machine;

/// <summary>Futexes of the nucleus, with its combined wake-and-wait.</summary>
public sealed unsafe class NucleusWaker : IWaker
{
    // <linux/futex.h>; without FUTEX_PRIVATE_FLAG, because the words are in shared memory.
    private const long FutexWait = 0;
    private const long FutexWake = 1;
    private const long NanosecondsInSecond = 1_000_000_000;

    public void Wake(nint word) => Nucleus.Try(CallNumber.Futex, word, FutexWake, 1);

    public bool Wait(nint word, uint expected, long nanoseconds)
    {
        // Sound: the structure lives on this stack frame for the length of the call.
        var time = new TimeSpecification { Seconds = nanoseconds / NanosecondsInSecond, Nanoseconds = nanoseconds % NanosecondsInSecond };
        return Nucleus.Try(CallNumber.Futex, word, FutexWait, expected, (long)&time) != NucleusError.TimedOut;
    }

    public bool WakeAndWait(nint wake, nint word, uint expected, long nanoseconds) =>
        NativeCalls.FutexSwap(wake, word, expected, nanoseconds) != NucleusError.TimedOut;

    /// <summary>struct timespec of <c>time.h</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
