namespace Singular.Drivers;

/// <summary>A block of memory that is reached only by copying, so that nothing can point into it. An access outside it ends
/// the driver.</summary>
public sealed class MemoryBlock
{
    private readonly IMemoryAccess _access;
    private readonly IResourceOwner _owner;

    internal MemoryBlock(IMemoryAccess access, IResourceOwner owner, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _access = access;
        _owner = owner;
        Length = length;
    }

    /// <summary>Size in bytes.</summary>
    public long Length { get; }

    /// <summary>Copies from the block.</summary>
    /// <param name="offset">Where to begin, in bytes from the start of the block.</param>
    /// <param name="destination">Takes the bytes.</param>
    /// <exception cref="ResourceFaultException">The access is outside the block; the driver is dead.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        _access.Read(offset, destination);
    }

    /// <summary>Copies to the block.</summary>
    /// <param name="offset">Where to begin, in bytes from the start of the block.</param>
    /// <param name="source">The bytes.</param>
    /// <exception cref="ResourceFaultException">The access is outside the block; the driver is dead.</exception>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        Check(offset, source.Length);
        _access.Write(offset, source);
    }

    private void Check(long offset, int length)
    {
        if (offset < 0 || offset > Length - length || !_owner.IsAlive)
            ThrowRefused(offset, length);
    }

    private void ThrowRefused(long offset, int length)
    {
        if (!_owner.IsAlive)
            throw new ResourceFaultException("DomainDead", "the driver has ended and holds no memory any more");
        string detail = $"{length} bytes at offset {offset} of a block of {Length} bytes";
        _owner.Condemn("AccessOutsideGrant", detail);
        throw new ResourceFaultException("AccessOutsideGrant", detail);
    }
}
