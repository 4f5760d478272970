using System.Runtime.InteropServices;

namespace Singular.Bench.Workload;

/// <summary>The C library's functions that are timed or needed to set the scene. Constants are those of Linux on x86-64
/// (include/uapi/asm-generic and arch/x86/entry/syscalls/syscall_64.tbl).</summary>
internal static partial class LibC
{
    public const int SysGetPid = 39;
    public const int SysSchedYield = 24;
    public const int SysFutex = 202;

    public const int FutexWait = 0;
    public const int FutexWake = 1;

    /// <summary>EINTR (include/uapi/asm-generic/errno-base.h).</summary>
    public const int Interrupted = 4;

    /// <summary>ECHILD (the same file).</summary>
    public const int NoChild = 10;

    public const int ProtReadWrite = 3;
    public const int MapShared = 1;
    public const int MapPrivateAnonymous = 0x22;
    public const int OpenReadWriteCreate = 0x42;

    [LibraryImport("libc", EntryPoint = "syscall")]
    [SuppressGCTransition]
    public static partial nint QuickCall(nint number, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "syscall")]
    public static partial nint BlockingCall(nint number, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "ftruncate")]
    public static partial int Truncate(int descriptor, nint length);

    [LibraryImport("libc", EntryPoint = "mmap")]
    public static partial nint Map(nint address, nint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "pipe")]
    public static partial int Pipe(Span<int> descriptors);

    [LibraryImport("libc", EntryPoint = "socketpair")]
    public static partial int SocketPair(int domain, int type, int protocol, Span<int> descriptors);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int descriptor, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write")]
    public static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(out int child, string path, nint actions, nint attributes, nint[] arguments, nint[] environment);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitFor(int child, out int status, int options);

    [LibraryImport("libc", EntryPoint = "reboot")]
    public static partial int Reboot(int command);

}
