using System.Runtime.CompilerServices;

namespace Singular.Channels;

/// <summary>What a buffer may be made of: the types of which every bit pattern is a value, as in a contract's spans.</summary>
internal static class BufferElement<T>
    where T : unmanaged
{
    /// <summary>Bytes of one element; 0 for a type that may not be in a buffer.</summary>
    // Compared type by type, which a compiler settles once for each T.
    internal static int Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) ? sizeof(byte)
            : typeof(T) == typeof(short) || typeof(T) == typeof(ushort) || typeof(T) == typeof(char) ? sizeof(short)
            : typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(float) ? sizeof(int)
            : typeof(T) == typeof(long) || typeof(T) == typeof(ulong) || typeof(T) == typeof(double) ? sizeof(long)
            : 0;
    }

    /// <exception cref="ExchangeHeapException">The type may not be in a buffer, or the buffer would be too long.</exception>
    internal static int BytesFor(int length)
    {
        int elementBytes = Bytes;
        if (elementBytes == 0)
            throw new ExchangeHeapException("A buffer of a type was asked for of which not every bit pattern is a value; a buffer consists of integers of 8 to 64 bits, characters or floating-point numbers.");
        long bytes = (long)length * elementBytes;
        if (bytes > ChannelLimits.MaxBufferBytes)
            throw new ExchangeHeapException($"A buffer of {bytes} bytes was asked for; a buffer has at most {ChannelLimits.MaxBufferBytes}.");
        return (int)bytes;
    }
}
