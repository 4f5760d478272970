using System.Runtime.InteropServices;

namespace Singular.Channels;

/// <summary>A buffer of the exchange heap that the domain holds and can hand to another without a copy.</summary>
/// <remarks>
/// It is one 64-bit word: an index into the table of the domain whose code runs (low 20 bits) and the generation of that entry (44 bits).
/// A word that was made up reaches the domain's own buffers or nothing; a copy of a handle is stale, everywhere, as soon as
/// the buffer was moved or released through another one. <c>default</c> holds nothing. Handing it over as an argument of a contract's member moves
/// the buffer, whatever becomes of the call.
/// </remarks>
/// <typeparam name="T">An integer, character or floating-point type: one for which every bit pattern is a value.</typeparam>
public readonly struct Owned<T> : IDisposable
    where T : unmanaged
{
    internal readonly long Word;

    internal Owned(long word) => Word = word;

    /// <summary>Elements in the buffer.</summary>
    /// <exception cref="StaleBufferException">The handle holds nothing.</exception>
    public int Length => BufferHolders.Installed.ByteLengthOf(Word) / BufferElement<T>.Bytes;

    /// <summary>True for <c>default</c> only; a handle that has become stale is not empty.</summary>
    public bool IsEmpty => Word == 0;

    /// <summary>Makes a buffer of zeros, charged to the domain whose code runs.</summary>
    /// <param name="length">Elements; 0 to <see cref="ChannelLimits.MaxBufferBytes"/> in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="ExchangeHeapException">The buffer would be too long, or the domain holds as much as it may.</exception>
    public static Owned<T> Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new Owned<T>(BufferHolders.Current.Allocate(BufferElement<T>.BytesFor(length)));
    }

    /// <summary>Holds the buffer in place, so that its contents can be reached until the pin is disposed. Several pins of one buffer may be open.</summary>
    /// <exception cref="StaleBufferException">The handle holds nothing.</exception>
    public Pinned<T> Pin()
    {
        BufferHolder holder = BufferHolders.Current;
        return new Pinned<T>(holder, Word, MemoryMarshal.Cast<byte, T>(holder.Pin(Word)));
    }

    /// <summary>Gives the buffer back if the handle still holds it; else nothing happens. The memory of a pinned buffer is given back
    /// when its last pin ends; the handle is stale at once.</summary>
    public void Dispose()
    {
        if (Word != 0)
            BufferHolders.Current.Release(Word);
    }
}
