using System.Runtime.InteropServices;

namespace Singular.Bench.Hosted;

/// <summary>The C library's functions that make and use pairs of descriptors. They are inherited by the other process, because
/// nothing says that they are to be closed when it starts.</summary>
internal static partial class LibC
{
    /// <summary>AF_UNIX and SOCK_STREAM of <c>sys/socket.h</c>.</summary>
    public const int UnixDomain = 1;
    public const int StreamSocket = 1;

    [LibraryImport("libc", EntryPoint = "pipe", SetLastError = true)]
    public static partial int Pipe(Span<int> descriptors);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    public static partial int SocketPair(int domain, int type, int protocol, Span<int> descriptors);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nint count);
}
