using System.Runtime.InteropServices;

namespace Singular.Channels.Runtime;

/// <summary>Futexes of a Linux kernel; a combined step is two system calls there.</summary>
public sealed unsafe partial class FutexWaker : IWaker
{
    // Linux x86-64 system call number and operations of <linux/futex.h>; without FUTEX_PRIVATE_FLAG, because the word is shared.
    private const long FutexCall = 202;
    private const int FutexWait = 0;
    private const int FutexWake = 1;

    // <errno.h>
    private const int TimedOut = 110;

    public void Wake(nint word) => Futex(FutexCall, word, FutexWake, 1, null);

    public bool Wait(nint word, uint expected, long nanoseconds)
    {
        // Sound: the structure lives on this stack frame for the length of the call, and the word's address is only compared
        // and read by the kernel, which answers EFAULT where it is not mapped.
        var time = new TimeSpecification { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
        long result = Futex(FutexCall, word, FutexWait, expected, &time);
        return result == 0 || Marshal.GetLastPInvokeError() != TimedOut;
    }

    public bool WakeAndWait(nint wake, nint word, uint expected, long nanoseconds)
    {
        Wake(wake);
        return Wait(word, expected, nanoseconds);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Futex(long number, nint word, int operation, uint value, TimeSpecification* timeout);

    /// <summary>struct timespec of <c>time.h</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
