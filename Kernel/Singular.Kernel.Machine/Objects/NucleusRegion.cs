using Singular.Channels.Runtime;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Machine;

/// <summary>Memory that the kernel made to share it with a process.</summary>
internal sealed class NucleusRegion : ISharedRegion, INucleusGrant
{
    private readonly NucleusHandle _handle;

    internal NucleusRegion(int bytes)
    {
        _handle = new NucleusHandle(Nucleus.Do("make a shared region", CallNumber.MemoryCreate, bytes));
        Memory = new MappedMemory(_handle, bytes, MappedMemory.ReadWrite);
    }

    public IChannelMemory Memory { get; }

    public long HandleNumber => _handle.Number;

    public void Dispose() => _handle.Dispose();
}
