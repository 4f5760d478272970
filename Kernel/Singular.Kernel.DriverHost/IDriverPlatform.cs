using Singular.Channels.Runtime;

namespace Singular.Kernel.DriverHost;

/// <summary>What a driver process reaches of the system below it. A slot is the place of a grant in the list that the kernel gave
/// to the process, from 1; slot 1 is the control region.</summary>
public interface IDriverPlatform
{
    IWaker Waker { get; }

    /// <summary>Maps a region that the process shares with the kernel.</summary>
    IChannelMemory OpenRegion(int slot);

    /// <summary>Makes a granted port range usable; ports outside it stay out of reach.</summary>
    IPortBus OpenPorts(int slot);

    IInterruptLine OpenInterrupt(int slot);

    IMemoryBacking OpenMemory(int slot);

    /// <summary>Takes a trap, so that the system below saves the privilege level that the calling code runs at.</summary>
    void TrapRing();
}
