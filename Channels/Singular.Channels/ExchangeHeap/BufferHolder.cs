namespace Singular.Channels;

/// <summary>What a handle reaches: the buffers of the domain whose code runs. <c>Singular.Channels.Runtime</c> has the only heir.</summary>
internal abstract class BufferHolder
{
    /// <summary>Makes a buffer of zeros.</summary>
    /// <param name="byteLength">At most <see cref="ChannelLimits.MaxBufferBytes"/>.</param>
    /// <returns>The word of its handle, never 0.</returns>
    /// <exception cref="ExchangeHeapException">The domain holds as much as it may, or has ended.</exception>
    internal abstract long Allocate(int byteLength);

    /// <summary>The buffer's length in bytes.</summary>
    /// <exception cref="StaleBufferException">The word holds nothing here.</exception>
    internal abstract int ByteLengthOf(long word);

    /// <summary>Gives a buffer another handle, so that the present one and its copies hold nothing: what happens to it when it is handed to somebody in the
    /// same domain.</summary>
    /// <returns>The word of the new handle; 0 for 0.</returns>
    /// <exception cref="StaleBufferException">The word holds nothing here.</exception>
    /// <exception cref="ExchangeHeapException">The buffer is pinned, and has been released; or the domain has ended.</exception>
    internal abstract long Move(long word);

    /// <summary>Adds a pin.</summary>
    /// <returns>The contents, which stay where they are until the pin is taken away.</returns>
    /// <exception cref="StaleBufferException">The word holds nothing here.</exception>
    /// <exception cref="ExchangeHeapException">The buffer has 65,535 pins.</exception>
    internal abstract Span<byte> Pin(long word);

    /// <summary>Takes a pin away; with the last one the memory of a released buffer goes.</summary>
    internal abstract void Unpin(long word);

    /// <summary>Lets other threads go on, after a few turns those of lower priority too: what drivers reference has no means of its own for that.</summary>
    /// <param name="turn">How often the caller has waited already.</param>
    internal abstract void GiveWay(int turn);

    /// <summary>Gives a buffer back; does nothing when the word holds none.</summary>
    internal abstract void Release(long word);
}
