using Singular.Channels.Runtime;
using Singular.Channels.Testing;
using Singular.Kernel.Checking.Worlds;
using Singular.Kernel.Supervision;
using Singular.Manifests;

namespace Singular.Kernel.Checking;

/// <summary>Places a driver as the kernel does, in a world of its own for each run.</summary>
public sealed class DriverPlacement : IPlacement
{
    /// <summary>Starting a process takes about as long as this many sequences.</summary>
    private const int SequencesPerProcess = 10;

    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);

    private readonly DriverUnderCheck _driver;
    private readonly Placement _placement;

    /// <param name="driver">The driver.</param>
    /// <param name="placement">Kernel or process.</param>
    public DriverPlacement(DriverUnderCheck driver, Placement placement)
    {
        _driver = driver;
        _placement = placement;
    }

    public string Name => _placement == Placement.Kernel ? "kernel" : "process";

    public int SequencesPerWorld => _placement == Placement.Kernel ? 1 : SequencesPerProcess;

    public int Worlds => WorldChoice.Count(_driver);

    public (ContractWorld World, PlacedServer Server) Place() => Place(0);

    public (ContractWorld World, PlacedServer Server) Place(int number)
    {
        PcWorld world = WorldChoice.For(_driver, number);
        ImageTable table = ImageTable.Of([_driver.Factory], [[.. _driver.Contracts.Bindings]]);
        var contracts = new ContractTable(table);
        ServerSlot? Slot(string provider) => world.Providers.GetValueOrDefault(provider);
        IDriverLauncher launcher = _placement == Placement.Kernel
            ? new KernelLauncher(world.Platform, table, contracts, Slot, s_startLimit)
            : new ProcessLauncher(world.Platform, contracts, Slot, new ProcessWatch(world.Platform), s_startLimit);
        return (world, new LaunchedServer(_driver, launcher, _placement == Placement.Kernel ? new CallTap() : null));
    }
}
