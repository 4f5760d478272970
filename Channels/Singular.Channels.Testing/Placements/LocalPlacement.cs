namespace Singular.Channels.Testing;

/// <summary>Servers in the process of the test.</summary>
public sealed class LocalPlacement : IPlacement
{
    private readonly Func<ContractFixture> _createFixture;
    private readonly Func<ContractFixture, PlacedServer> _place;

    private LocalPlacement(string name, Func<ContractFixture> createFixture, Func<ContractFixture, PlacedServer> place)
    {
        Name = name;
        _createFixture = createFixture;
        _place = place;
    }

    public string Name { get; }

    public int SequencesPerWorld => 1;

    /// <summary>In the same address space, behind a boundary: as in the kernel.</summary>
    public static LocalPlacement InKernel(Type contract, Func<ContractFixture> createFixture) =>
        new("kernel", createFixture, fixture => new KernelPlacement(contract, fixture));

    /// <summary>Behind a channel in shared memory, whose far end is on a thread of this process.</summary>
    public static LocalPlacement OverChannel(Type contract, Func<ContractFixture> createFixture) =>
        new("channel", createFixture, fixture => new ChannelPlacement(contract, fixture));

    public (ContractWorld World, PlacedServer Server) Place()
    {
        ContractFixture fixture = _createFixture();
        return (fixture, _place(fixture));
    }
}
