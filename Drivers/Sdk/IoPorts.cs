namespace Singular.Drivers;

/// <summary>A range of x86 I/O ports. Every access is checked against the range; one outside it ends the driver.</summary>
public sealed class IoPorts
{
    private readonly IPortAccess _access;
    private readonly IResourceOwner _owner;
    private readonly int _first;

    internal IoPorts(IPortAccess access, IResourceOwner owner, int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, 0x1_0000);
        _access = access;
        _owner = owner;
        _first = first;
        Count = count;
    }

    /// <summary>Number of ports in the range; offsets go from 0 to one less.</summary>
    public int Count { get; }

    /// <param name="offset">Offset of the port from the start of the range.</param>
    /// <exception cref="ResourceFaultException">The access is outside the range; the driver is dead.</exception>
    public byte Read8(int offset) => _access.Read8(Check(offset, 1));

    /// <summary>Reads 16 bits, little-endian, from two consecutive ports.</summary>
    /// <inheritdoc cref="Read8"/>
    public ushort Read16(int offset) => _access.Read16(Check(offset, 2));

    /// <summary>Reads 32 bits, little-endian, from four consecutive ports.</summary>
    /// <inheritdoc cref="Read8"/>
    public uint Read32(int offset) => _access.Read32(Check(offset, 4));

    /// <inheritdoc cref="Read8"/>
    public void Write8(int offset, byte value) => _access.Write8(Check(offset, 1), value);

    /// <inheritdoc cref="Read16"/>
    public void Write16(int offset, ushort value) => _access.Write16(Check(offset, 2), value);

    /// <inheritdoc cref="Read32"/>
    public void Write32(int offset, uint value) => _access.Write32(Check(offset, 4), value);

    private int Check(int offset, int width)
    {
        if ((uint)offset > (uint)(Count - width) || Count < width || !_owner.IsAlive)
            ThrowRefused(offset, width);
        return _first + offset;
    }

    private void ThrowRefused(int offset, int width)
    {
        if (!_owner.IsAlive)
            throw new ResourceFaultException("DomainDead", "the driver has ended and holds no ports any more");
        string detail = $"{width}-byte access at offset {offset} of ports 0x{_first:X}-0x{_first + Count - 1:X}";
        _owner.Condemn("AccessOutsideGrant", detail);
        throw new ResourceFaultException("AccessOutsideGrant", detail);
    }
}
