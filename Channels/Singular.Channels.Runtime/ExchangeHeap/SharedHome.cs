namespace Singular.Channels.Runtime;

/// <summary>Memory of buffers that another address space can reach too.</summary>
internal abstract class SharedHome : BlockHome
{
    /// <summary>Up to this length a buffer is not worth a block here, in bytes: its bytes go in the message.</summary>
    internal const int ShortBytes = 2 * 1024;

    /// <summary>Bytes of each block.</summary>
    internal const int BlockBytes = ChannelLimits.MaxBufferBytes;

    /// <summary>Takes a free block, whose contents are whatever was in it.</summary>
    /// <returns>Null when there is none.</returns>
    internal abstract BufferBlock? TryRent();

    /// <summary>Looks which blocks the other side has given back, so that what is charged for them is exact.</summary>
    internal abstract void Collect();
}
