using Singular.Kernel.Platform;

namespace Singular.Kernel.Machine;

/// <summary>A named memory block.</summary>
internal sealed class NucleusMemoryBlock : IGrantedMemory, INucleusGrant
{
    // memory_from_physical: memory of a device, not of the page allocator.
    private const long DeviceFlag = 1;

    private readonly NucleusHandle _handle;
    private readonly MappedMemory _memory;

    private NucleusMemoryBlock(NucleusHandle handle, long bytes)
    {
        _handle = handle;
        _memory = new MappedMemory(handle, bytes, MappedMemory.ReadWrite);
        Length = bytes;
    }

    public long Length { get; }

    public long HandleNumber => _handle.Number;

    /// <summary>A block of zeros.</summary>
    internal static NucleusMemoryBlock Create(string name, long bytes) =>
        new(new NucleusHandle(Nucleus.Do($"make memory '{name}'", CallNumber.MemoryCreate, bytes)), bytes);

    /// <summary>A block over a range of physical addresses.</summary>
    internal static NucleusMemoryBlock FromPhysical(string name, long address, long bytes) => new(
        new NucleusHandle(Nucleus.Do($"use the disk of memory '{name}'", CallNumber.MemoryFromPhysical, address, bytes, DeviceFlag)), bytes);

    /// <summary>A block with the contents of a file of the boot image.</summary>
    internal static NucleusMemoryBlock CopyOf(string name, NucleusHandle file)
    {
        long bytes = Nucleus.Do($"measure memory '{name}'", CallNumber.MemorySize, file.Number);
        using var source = new MappedMemory(file, bytes, MappedMemory.ReadOnly);
        NucleusMemoryBlock block = Create(name, bytes);
        source.CopyTo(block._memory);
        return block;
    }

    public void Read(long offset, Span<byte> destination) => _memory.Read(offset, destination);

    public void Write(long offset, ReadOnlySpan<byte> source) => _memory.Write(offset, source);
}
