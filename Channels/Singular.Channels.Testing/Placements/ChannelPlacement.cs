using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>The server is reached through a shared region, as in a process of its own; its end runs on a thread of this process,
/// with memory that is mapped a second time, so that a call can be stopped in its middle.</summary>
internal sealed class ChannelPlacement(Type contract, ContractFixture fixture) : PlacedServer(contract)
{
    private readonly ContractBinding _binding = ContractCode.Of(contract);
    private Domain _server = new("Server#0", DomainOptions.None);
    private Domain? _farServer;
    private Domain? _farClient;
    private ServerSlot? _farSlot;
    private ServerLoop? _loop;
    private ClientChannel? _channel;
    private ClientChannel? _callBacks;
    private ServerLoop? _callBackLoop;

    public override Domain ServerDomain => _server;

    public override CallTap Tap { get; } = new();

    public override int? BuffersHeld => _farServer?.BufferCount;

    protected override ServerSlot Slot { get; } = new("Server#0");

    public override void Kill()
    {
        Slot.GiveUp();
        _farSlot?.GiveUp();
        _farServer?.Condemn(PlannedDeath, "ended by the test");
        _server.Condemn(PlannedDeath, "ended by the test");
    }

    protected override void StartLife()
    {
        if (!_server.IsAlive)
            _server = new Domain("Server#0", DomainOptions.None);
        _farServer = new Domain("Server#0", DomainOptions.UsesAwait);
        _farClient = new Domain("Client#0", DomainOptions.UsesAwait);
        object server = Construct(fixture, _farServer, Tap);
        LinuxChannelMemory memory = LinuxChannelMemory.Create(_binding.MovesBuffers ? ChannelLayout.RegionBytesWithBuffers : ChannelLayout.RegionBytes);
        using var near = new ChannelRegion(memory);
        near.Format();
        using var far = new ChannelRegion(LinuxChannelMemory.Open(memory.Path));
        _farSlot = new ServerSlot("Server#0");
        _farSlot.Install(_farServer, server);
        _loop = new ServerLoop(far, new FutexWaker(), _binding.CreateServer(_binding.CreateBoundary(_farSlot, _farClient)), new DriverPeer(_farClient));
        _channel = new ClientChannel(near, new FutexWaker(), new DriverPeer(_server));
        if (_binding.TakesEndpoints)
            Pair(_farServer, _farClient);
        // What a supervisor does when a process has died: mark the domain, then close the channel.
        ClientChannel channel = _channel;
        Domain life = _server;
        _farServer.Died += dead => ThreadPool.QueueUserWorkItem(_ =>
        {
            if (dead.Fault is { } fault)
                life.Condemn(fault);
            channel.Close();
        });
        Slot.Install(_server, _binding.CreateClient(_channel));
        if (_binding.MovesBuffers)
            _loop.LendBuffersTo(_farServer);
        _loop.Start();
    }

    /// <summary>Makes the channel in the other direction, for calls of endpoints that the client hands over.</summary>
    private void Pair(Domain farServer, Domain farClient)
    {
        LinuxChannelMemory memory = LinuxChannelMemory.Create(_binding.MovesBuffers ? ChannelLayout.RegionBytesWithBuffers : ChannelLayout.RegionBytes);
        using var near = new ChannelRegion(memory);
        near.Format();
        using var far = new ChannelRegion(LinuxChannelMemory.Open(memory.Path));
        _server.WatchCircles();
        _callBackLoop = new ServerLoop(near, new FutexWaker(), new DriverPeer(_server));
        _callBackLoop.PairWith(_channel!);
        _callBackLoop.Start();
        _callBacks = new ClientChannel(far, new FutexWaker(), new ServicePeer(farClient));
        _callBacks.LendBuffersTo(farServer);
        _loop!.PairWith(_callBacks);
    }

    protected override void EndLife()
    {
        _channel?.Dispose();
        _loop?.Close();
        _callBacks?.Dispose();
        _callBackLoop?.Close();
        _loop?.Join(TimeSpan.FromSeconds(5));
        _callBackLoop?.Join(TimeSpan.FromSeconds(5));
        (_callBacks, _callBackLoop) = (null, null);
        Slot.Clear();
        Forget(_server);
        foreach (Domain? domain in (Domain?[])[_farServer, _farClient])
        {
            domain?.Stop();
            if (domain is not null)
                Forget(domain);
        }
        (_farServer, _farClient, _farSlot, _loop, _channel) = (null, null, null, null, null);
    }
}
