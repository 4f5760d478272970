using Singular.Drivers;

namespace Singular.Kernel.DriverHost;

/// <summary>Copies of a driver on their way to the platform's memory; <see cref="MemoryBlock"/> has checked them.</summary>
internal sealed class BackedMemory(IMemoryBacking backing) : IMemoryAccess
{
    public void Read(long offset, Span<byte> destination) => backing.Read(offset, destination);

    public void Write(long offset, ReadOnlySpan<byte> source) => backing.Write(offset, source);
}
