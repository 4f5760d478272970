using System.Text;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Machine;

/// <summary>Nucleus calls with their errors as exceptions.</summary>
internal static unsafe class Nucleus
{
    internal const long Forever = -1;

    /// <summary>Makes a call; a negative result is an error.</summary>
    internal static long Try(CallNumber call, long a0 = 0, long a1 = 0, long a2 = 0, long a3 = 0, long a4 = 0) =>
        NativeCalls.Call((long)call, a0, a1, a2, a3, a4, 0);

    /// <summary>Makes a call that has to succeed.</summary>
    /// <param name="operation">What is being done, for the error.</param>
    /// <param name="call">The call.</param>
    /// <param name="a0">First argument; the others follow.</param>
    /// <param name="a1">Second argument.</param>
    /// <param name="a2">Third argument.</param>
    /// <param name="a3">Fourth argument.</param>
    /// <param name="a4">Fifth argument.</param>
    /// <exception cref="PlatformException">The nucleus refused.</exception>
    internal static long Do(string operation, CallNumber call, long a0 = 0, long a1 = 0, long a2 = 0, long a3 = 0, long a4 = 0)
    {
        long result = Try(call, a0, a1, a2, a3, a4);
        return result >= 0 ? result : throw new PlatformException(operation, NucleusError.Text(result));
    }

    /// <summary>Makes a call on a buffer: first argument its address, second its length.</summary>
    internal static long TryBuffer(CallNumber call, Span<byte> buffer)
    {
        // Sound: the buffer is pinned for the length of the call and the nucleus is told its length.
        fixed (byte* pointer = buffer)
            return Try(call, (long)pointer, buffer.Length);
    }

    /// <inheritdoc cref="TryBuffer(CallNumber, Span{byte})"/>
    internal static long TryBuffer(CallNumber call, ReadOnlySpan<byte> buffer)
    {
        // Sound: as above, and the nucleus only reads.
        fixed (byte* pointer = buffer)
            return Try(call, (long)pointer, buffer.Length);
    }

    /// <summary>Opens a file of the boot image.</summary>
    /// <returns>A handle, or an error.</returns>
    internal static long TryOpenBootEntry(string name) => TryBuffer(CallNumber.MemoryFromBootEntry, (ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(name));

    /// <summary>The wait limit that a call wants: nanoseconds, −1 for ever.</summary>
    internal static long Nanoseconds(TimeSpan limit) =>
        limit == Timeout.InfiniteTimeSpan ? Forever : (long)Math.Min(limit.TotalNanoseconds, long.MaxValue);
}
