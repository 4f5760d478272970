using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>The server's object is called through a boundary in the same address space.</summary>
internal sealed class KernelPlacement(Type contract, ContractFixture fixture) : PlacedServer(contract)
{
    private Domain _server = new("Server#0", DomainOptions.UsesAwait);

    public override Domain ServerDomain => _server;

    public override CallTap Tap { get; } = new();

    protected override ServerSlot Slot { get; } = new("Server#0");

    protected override void StartLife()
    {
        if (!_server.IsAlive)
            _server = new Domain("Server#0", DomainOptions.UsesAwait);
        Slot.Install(_server, Construct(fixture, _server, Tap));
    }

    protected override void EndLife()
    {
        Slot.Clear();
        Forget(_server);
    }
}
