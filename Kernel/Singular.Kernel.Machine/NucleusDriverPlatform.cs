using Singular.Channels.Runtime;
using Singular.Kernel.DriverHost;

namespace Singular.Kernel.Machine;

/// <summary>What a driver process has on the machine: handles 1, 2, … are its grants, a grant's slot is its handle's number.</summary>
public sealed class NucleusDriverPlatform : IDriverPlatform
{
    public IWaker Waker { get; } = new NucleusWaker();

    public IChannelMemory OpenRegion(int slot) => Map(slot);

    public IPortBus OpenPorts(int slot)
    {
        Nucleus.Do($"enable the ports of slot {slot}", CallNumber.PortsEnable, slot);
        return new NucleusPorts();
    }

    public IInterruptLine OpenInterrupt(int slot) => new NucleusInterrupt(new NucleusHandle(slot));

    public IMemoryBacking OpenMemory(int slot) => Map(slot);

    public void TrapRing() => NativeCalls.TrapRing();

    private static MappedMemory Map(int slot)
    {
        var handle = new NucleusHandle(slot);
        long bytes = Nucleus.Do($"measure the memory of slot {slot}", CallNumber.MemorySize, slot);
        return new MappedMemory(handle, bytes, MappedMemory.ReadWrite);
    }
}
