using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.Placements;

/// <summary>The server is reached through a shared region; its end runs on a thread of this process, with memory that is
/// mapped a second time, as in another process.</summary>
public sealed class BehindChannel<TContract> : PlacedServer<TContract>
    where TContract : class
{
    private readonly ContractBinding _binding = GeneratedCode.For<TContract>();
    private Domain _farServer = null!;
    private Domain _farClient = null!;

    private readonly int _regionBytes;
    private readonly IWaker _waker;

    /// <param name="create">Makes the server.</param>
    /// <param name="options">Of its domain.</param>
    /// <param name="regionBytes">Size of the region, which says whether it has slots for buffers.</param>
    /// <param name="waker">For both ends; null for the usual one.</param>
    public BehindChannel(Func<object> create, DomainOptions options, int regionBytes = ChannelLayout.RegionBytes, IWaker? waker = null)
        : base(create, options)
    {
        _regionBytes = regionBytes;
        _waker = waker ?? new FutexWaker();
        Restart();
        Boundary = _binding.CreateBoundary(Slot, ClientDomain);
    }

    public ServerLoop Loop { get; private set; } = null!;

    public ClientChannel Channel { get; private set; } = null!;

    /// <summary>Where another process finds the region.</summary>
    public string Path { get; private set; } = null!;

    /// <summary>A third mapping, for tests that write into the region behind everybody's back.</summary>
    public ChannelRegion Spy { get; private set; } = null!;

    /// <summary>Where the server's end finds the driver.</summary>
    public ServerSlot FarSlot { get; private set; } = null!;

    /// <summary>The domain, on the server's side, of the driver itself.</summary>
    public Domain FarServer => _farServer;

    public override Domain Driver => _farServer;

    /// <summary>The domain, on the server's side, that stands for the client.</summary>
    public Domain FarClient => _farClient;

    public override void Restart()
    {
        LinuxChannelMemory memory = LinuxChannelMemory.Create(_regionBytes);
        Path = memory.Path;
        var near = new ChannelRegion(memory);
        near.Format();
        var far = new ChannelRegion(LinuxChannelMemory.Open(memory.Path));
        Spy = new ChannelRegion(LinuxChannelMemory.Open(memory.Path));

        _farServer = new Domain("Server#0", Options);
        _farClient = new Domain("Client#0", DomainOptions.UsesAwait);
        FarSlot = new ServerSlot("Server#0");
        FarSlot.Install(_farServer, Create());
        Boundary target = _binding.CreateBoundary(FarSlot, _farClient);
        Loop = new ServerLoop(far, _waker, _binding.CreateServer(target), _binding.TakesEndpoints ? new ServicePeer(_farClient) : new DriverPeer(_farClient));

        ServerDomain = new Domain("Server#0", DomainOptions.None);
        Channel = new ClientChannel(near, _waker, new DriverPeer(ServerDomain));
        Slot.Install(ServerDomain, _binding.CreateClient(Channel));
        Loop.LendBuffersTo(_farServer);
        if (_binding.TakesEndpoints)
            Pair();
        near.Dispose();
        far.Dispose();
        Loop.Start();
    }

    /// <summary>The way back, for calls of endpoints that the client hands over.</summary>
    private void Pair()
    {
        LinuxChannelMemory memory = LinuxChannelMemory.Create(_regionBytes);
        using var near = new ChannelRegion(memory);
        near.Format();
        using var far = new ChannelRegion(LinuxChannelMemory.Open(memory.Path));
        CallBackSpy?.Dispose();
        CallBackSpy = new ChannelRegion(LinuxChannelMemory.Open(memory.Path));
        ServerDomain.WatchCircles();
        CallBackLoop = new ServerLoop(near, new FutexWaker(), new DriverPeer(ServerDomain));
        CallBackLoop.PairWith(Channel);
        CallBackLoop.Start();
        CallBackChannel = new ClientChannel(far, new FutexWaker(), new ServicePeer(_farClient));
        Loop.PairWith(CallBackChannel);
    }

    /// <summary>Where the client's end is called; null where the contract takes no endpoints.</summary>
    public ServerLoop? CallBackLoop { get; private set; }

    /// <summary>Where the server's end calls.</summary>
    public ClientChannel? CallBackChannel { get; private set; }

    /// <summary>A third mapping of the way back.</summary>
    public ChannelRegion? CallBackSpy { get; private set; }

    public override void Dispose()
    {
        Channel.Close();
        CallBackChannel?.Close();
        CallBackLoop?.Close();
        Loop.Close();
        Assert.True(CallBackLoop?.Join(TimeSpan.FromSeconds(10)) ?? true, "the thread of call-backs ends");
        CallBackSpy?.Dispose();
        Assert.True(Loop.Join(TimeSpan.FromSeconds(10)), "the server's thread ends");
        Spy.Dispose();
        _farServer.Stop();
        _farClient.Stop();
        ServerDomain.Stop();
        ClientDomain.Stop();
    }
}
