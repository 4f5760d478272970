using Singular.Channels.Runtime;
using Singular.Channels.Tests.Placements;

namespace Singular.Channels.Tests.Servers;

/// <summary>The far end of a channel, written by an attacker: answers each request with bytes of its own making, sometimes out
/// of order, sometimes while the client is reading.</summary>
internal sealed class HostileServer : IDisposable
{
    private readonly LinuxChannelMemory _memory = LinuxChannelMemory.Create();
    private readonly ChannelRegion _near;
    private readonly ChannelRegion _far;
    private readonly Random _random;
    private readonly Thread _thread;
    private volatile bool _stop;
    private ClientChannel? _channel;

    internal HostileServer(int seed)
    {
        _random = new Random(seed);
        _near = new ChannelRegion(_memory);
        _far = new ChannelRegion(LinuxChannelMemory.Open(_memory.Path));
        _near.Format();
        Domain = new Domain("Hostile#0", DomainOptions.None);
        _thread = new Thread(Run);
    }

    internal Domain Domain { get; }

    internal Boundary Connect<TContract>()
    {
        ContractBinding binding = GeneratedCode.Bindings.Single(candidate => candidate.ContractType == typeof(TContract));
        _channel = new ClientChannel(_near, new FutexWaker(), new DriverPeer(Domain));
        var slot = new ServerSlot("Hostile#0");
        slot.Install(Domain, binding.CreateClient(_channel));
        _thread.Start();
        return binding.CreateBoundary(slot, new Domain("Client#0", DomainOptions.None));
    }

    public void Dispose()
    {
        _stop = true;
        _channel?.Close();
        _thread.Join();
        _near.Dispose();
        _far.Dispose();
    }

    private void Run()
    {
        var waker = new FutexWaker();
        uint served = 0;
        byte[] bytes = new byte[ChannelLayout.RequestSlotArguments];
        while (!_stop)
        {
            uint bell = _far.Read(ChannelLayout.RequestBell);
            if (bell == served)
            {
                waker.Wait(_far.AddressOf(ChannelLayout.RequestBell), bell, 5_000_000);
                continue;
            }
            served = bell;
            _random.NextBytes(bytes);
            // An echo of the request's own bytes is the most plausible answer: it parses far before it goes wrong.
            if (_random.Next(3) != 0)
                bytes = _far.Get(ChannelLayout.RequestSlot(bell) + ChannelLayout.RequestHeaderBytes, bytes.Length & ~3);
            if (_random.Next(3) == 0)
                bytes[_random.Next(200)] = (byte)_random.Next();
            _far.Put(ChannelLayout.AnswerArea, bytes);
            uint length = _random.Next(5) == 0 ? (uint)_random.Next() : (uint)_random.Next(0, 300);
            _far.Write64(ChannelLayout.AnswerWord, length | ((ulong)(_random.Next(4) == 0 ? _random.Next(9) : 0) << 32));
            _far.Write(ChannelLayout.AnswerBell, _random.Next(12) == 0 ? (uint)_random.Next() : bell);
            waker.Wake(_far.AddressOf(ChannelLayout.AnswerBell));
        }
    }
}
