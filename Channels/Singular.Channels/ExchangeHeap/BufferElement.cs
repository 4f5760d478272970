using System.Runtime.CompilerServices;

namespace Singular.Channels;

/// <summary>What a buffer may be made of: the types of which every bit pattern is a value, as in a contract's spans.</summary>
internal static class BufferElement<T>
    where T : unmanaged
{
    // Compared type by type, which a compiler settles once for each T.
    private static bool IsAllowed =>
        typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(char)
        || typeof(T) == typeof(short) || typeof(T) == typeof(ushort) || typeof(T) == typeof(int) || typeof(T) == typeof(uint)
        || typeof(T) == typeof(long) || typeof(T) == typeof(ulong) || typeof(T) == typeof(float) || typeof(T) == typeof(double);

    /// <summary>Bytes of one element.</summary>
    internal static int Bytes => Unsafe.SizeOf<T>();

    /// <exception cref="ExchangeHeapException">The type may not be in a buffer, or the buffer would be too long.</exception>
    internal static int BytesFor(int length)
    {
        if (!IsAllowed)
            throw new ExchangeHeapException($"A buffer of {typeof(T).Name} was asked for; a buffer consists of integers, characters or floating-point numbers.");
        long bytes = (long)length * Unsafe.SizeOf<T>();
        if (bytes > ChannelLimits.MaxBufferBytes)
            throw new ExchangeHeapException($"A buffer of {bytes} bytes was asked for; a buffer has at most {ChannelLimits.MaxBufferBytes}.");
        return (int)bytes;
    }

    internal static int CountIn(int bytes) => bytes / Unsafe.SizeOf<T>();
}
