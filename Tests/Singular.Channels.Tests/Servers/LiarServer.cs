using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.Servers;

/// <summary>The far end of a channel, played by a test: for each request that comes it does what the test says.</summary>
internal sealed class LiarServer : IDisposable
{
    private readonly LinuxChannelMemory _memory = LinuxChannelMemory.Create();
    private readonly ChannelRegion _near;
    private readonly ChannelRegion _far;
    private readonly Action<LiarServer, uint> _answer;
    private readonly Thread _thread;
    private ClientChannel? _channel;
    private volatile bool _stop;

    /// <param name="answer">Gets the number of the newest request, once for each new number that is seen.</param>
    internal LiarServer(Action<LiarServer, uint> answer)
    {
        _answer = answer;
        _near = new ChannelRegion(_memory);
        _far = new ChannelRegion(LinuxChannelMemory.Open(_memory.Path));
        _near.Format();
        Domain = new Domain("Liar#0", DomainOptions.None);
        _thread = new Thread(Run);
    }

    /// <summary>Stands for the liar on the client's side.</summary>
    internal Domain Domain { get; }

    internal ChannelRegion Region => _far;

    internal TContract Connect<TContract>()
        where TContract : class
    {
        ContractBinding binding = GeneratedCode.For<TContract>();
        _channel = new ClientChannel(_near, new FutexWaker(), new DriverPeer(Domain));
        var slot = new ServerSlot("Liar#0");
        slot.Install(Domain, binding.CreateClient(_channel));
        _thread.Start();
        return (TContract)(object)binding.CreateBoundary(slot, new Domain("Client#0", DomainOptions.None));
    }

    /// <summary>Answers a synchronous request.</summary>
    internal void Answer(uint number, uint status, uint length)
    {
        _far.Write64(ChannelLayout.AnswerWord, length | ((ulong)status << 32));
        Ring(ChannelLayout.AnswerBell, number);
    }

    /// <summary>Puts the first completion into its slot.</summary>
    internal void Complete(ulong ticket, uint status, uint length, uint bell = 1)
    {
        _far.Write64(ChannelLayout.CompletionSlots, ticket);
        _far.Write64(ChannelLayout.CompletionSlots + 8, status | ((ulong)length << 32));
        Ring(ChannelLayout.CompletionBell, bell);
    }

    /// <summary>Ticket of a request.</summary>
    internal ulong TicketOf(uint number) => _far.Read64(ChannelLayout.RequestSlot(number) + 16);

    internal void Ring(int word, uint value)
    {
        _far.Write(word, value);
        new FutexWaker().Wake(_far.AddressOf(word));
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
        uint seen = 0;
        while (!_stop)
        {
            uint bell = _far.Read(ChannelLayout.RequestBell);
            if (bell == seen)
                waker.Wait(_far.AddressOf(ChannelLayout.RequestBell), bell, 5_000_000);
            else
                _answer(this, seen = bell);
        }
    }
}
