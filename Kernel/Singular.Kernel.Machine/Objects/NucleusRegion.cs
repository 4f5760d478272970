using Singular.Channels.Runtime;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Machine;

/// <summary>Memory that the kernel shares with a process, or with somebody outside the machine.</summary>
internal sealed class NucleusRegion : ISharedRegion, INucleusGrant
{
    // memory_from_physical: memory of a device, not of the page allocator.
    private const long DeviceFlag = 1;

    private readonly NucleusHandle _handle;

    private NucleusRegion(NucleusHandle handle, long bytes)
    {
        _handle = handle;
        Memory = new MappedMemory(handle, bytes, MappedMemory.ReadWrite);
    }

    public IChannelMemory Memory { get; }

    public long HandleNumber => _handle.Number;

    /// <summary>Memory of zeros.</summary>
    internal static NucleusRegion Create(int bytes) =>
        new(new NucleusHandle(Nucleus.Do("make a shared region", CallNumber.MemoryCreate, bytes)), bytes);

    /// <summary>Memory at physical addresses that somebody outside the machine shares.</summary>
    internal static NucleusRegion FromPhysical(long address, long bytes) =>
        new(new NucleusHandle(Nucleus.Do("use the memory of somebody outside", CallNumber.MemoryFromPhysical, address, bytes, DeviceFlag)), bytes);

    public void Dispose() => _handle.Dispose();
}
