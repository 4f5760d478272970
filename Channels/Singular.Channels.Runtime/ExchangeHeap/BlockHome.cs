namespace Singular.Channels.Runtime;

/// <summary>Where the memory of buffers comes from and returns to.</summary>
internal abstract class BlockHome
{
    /// <summary>Takes back a block that nobody holds and nobody has pinned.</summary>
    internal abstract void Return(BufferBlock block);
}
