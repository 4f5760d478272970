using Singular.Channels.Runtime;

namespace Singular.Kernel.Supervision;

/// <summary>One start of a driver, from its constructor to its end.</summary>
internal interface IDriverLife
{
    /// <summary>The domain that stands for it; dead for ever once this life has ended.</summary>
    Domain Domain { get; }

    /// <summary>What is called: the driver itself, or the near end of a channel to its process.</summary>
    object Target { get; }

    /// <summary>Privilege level saved at a trap that was taken in this life.</summary>
    int Ring { get; }

    /// <summary>Private memory of its process in KiB; null where it has none.</summary>
    long? MemoryKiB { get; }

    /// <summary>What it has allocated, in KiB, where that is counted.</summary>
    long? AllocatedKiB { get; }

    /// <summary>Refuses new calls, gives the hardware back and waits until nothing of it runs any more. May be called again
    /// after it returned false.</summary>
    /// <returns>False when a thread was still inside after <paramref name="limit"/>; its hardware is masked, but it may
    /// still reach its ports, so no new life may begin.</returns>
    bool End(TimeSpan limit);
}
