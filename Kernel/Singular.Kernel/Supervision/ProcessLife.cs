using Singular.Channels.Runtime;
using Singular.Kernel.DriverHost;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Supervision;

/// <summary>A driver that runs in a process of its own. The domain here stands for the process.</summary>
internal sealed class ProcessLife(Domain domain) : IDriverLife
{
    /// <summary>The fault of a driver whose process ended without saying why.</summary>
    private const string ProcessEnded = "ProcessEnded";

    /// <summary>The fault of a driver whose process the processor or the system below ended.</summary>
    private const string ProcessFault = "ProcessFault";

    // What is said of a process that has ended before it could be asked: there is no other ring for processes.
    private const int UserRing = 3;

    private readonly List<IProcessGrant> _grants = [];
    private readonly List<IDisposable> _closeAfterStart = [];
    private readonly List<IGrantedInterrupt> _interrupts = [];
    private readonly List<ServerLoop> _loops = [];
    private readonly List<ClientChannel> _callBacks = [];
    private readonly List<ChannelRegion> _regions = [];
    private readonly ManualResetEventSlim _processEnded = new();
    private ControlRegion? _control;
    private ClientChannel? _channel;
    private object? _target;
    private IDriverProcess? _process;
    private bool _ended;

    public Domain Domain { get; } = domain;

    public object Target => _target ?? throw new InvalidOperationException($"{Domain.Name} has no channel.");

    public ControlRegion Control => _control ?? throw new InvalidOperationException($"{Domain.Name} has no control region.");

    /// <summary>What the process gets, in the order of its slots.</summary>
    public IReadOnlyList<IProcessGrant> Grants => _grants;

    public int Ring => _process?.Figures()?.Ring ?? UserRing;

    public long? MemoryKiB => _process?.Figures()?.PrivateKiB;

    public long? AllocatedKiB => null;

    public void Take(ISharedRegion shared, ControlRegion control)
    {
        _control = control;
        Grant(shared);
    }

    /// <summary>Adds a grant that the kernel need not hold once the process has started.</summary>
    /// <returns>Its slot.</returns>
    public int Grant<T>(T grant)
        where T : IProcessGrant, IDisposable
    {
        _closeAfterStart.Add(grant);
        return Lend(grant);
    }

    /// <summary>Adds a grant that stays with the platform.</summary>
    /// <returns>Its slot.</returns>
    public int Lend(IProcessGrant grant)
    {
        _grants.Add(grant);
        return _grants.Count;
    }

    /// <summary>Adds an interrupt line, which the kernel keeps to be able to take it back.</summary>
    /// <returns>Its slot.</returns>
    public int Hold(IGrantedInterrupt interrupt)
    {
        _interrupts.Add(interrupt);
        return Lend(interrupt);
    }

    /// <summary>Sets the channel on which the driver is called.</summary>
    public void Serve(ClientChannel channel, ChannelRegion region, ContractBinding binding)
    {
        _channel = channel;
        _regions.Add(region);
        _target = binding.CreateClient(channel);
    }

    /// <summary>Adds a channel on which the driver is called by those to whom it has handed an endpoint.</summary>
    public void CallBack(ClientChannel channel, ChannelRegion region)
    {
        _callBacks.Add(channel);
        _regions.Add(region);
    }

    /// <summary>Begins to answer what the driver asks of an import, or of an endpoint that it was handed.</summary>
    public void Answer(ServerLoop loop, ChannelRegion region)
    {
        _loops.Add(loop);
        _regions.Add(region);
        loop.Start();
    }

    /// <summary>Begins to watch the process.</summary>
    public void Begin(IDriverProcess process)
    {
        _process = process;
        new Thread(() => Watch(process)) { IsBackground = true, Name = $"{Domain.Name} watch" }.Start();
    }

    public void ReleaseGrants()
    {
        foreach (IDisposable grant in _closeAfterStart)
            grant.Dispose();
        _closeAfterStart.Clear();
    }

    /// <summary>Waits until the process has ended and its fault is known.</summary>
    public bool AwaitEnd(TimeSpan limit) => _processEnded.Wait(limit > TimeSpan.Zero ? limit : TimeSpan.Zero);

    public bool End(TimeSpan limit)
    {
        Domain.Stop();
        foreach (IGrantedInterrupt interrupt in _interrupts)
            interrupt.Cancel();
        _channel?.Close();
        foreach (ClientChannel channel in _callBacks)
            channel.Close();
        foreach (ServerLoop loop in _loops)
            loop.Close();
        if (_process is not null)
        {
            _process.Kill();
            if (!AwaitEnd(limit))
                return false;
        }
        if (!Domain.WaitUntilEmpty(limit) || !_loops.All(loop => loop.Join(limit)))
            return false;
        if (_ended)
            return true;
        _ended = true;
        ReleaseGrants();
        foreach (IGrantedInterrupt interrupt in _interrupts)
            interrupt.Dispose();
        foreach (ChannelRegion region in _regions)
            region.Dispose();
        _process?.Dispose();
        _control?.Dispose();
        return true;
    }

    // The report is read only after the process has ended: until then it could change under the reader.
    private void Watch(IDriverProcess process)
    {
        ProcessEnd end = process.Wait(Timeout.InfiniteTimeSpan)
            ?? throw new InvalidOperationException("A wait without a limit came back without the end.");
        if (end.State == ProcessState.Faulted)
            Domain.Condemn(ProcessFault, end.Detail);
        else if (FaultReport.Read(Control.ReadReport()) is { } fault)
            Domain.Condemn(fault);
        else if (Domain.IsAlive)
            Domain.Condemn(ProcessEnded, $"its process ended with status {end.Status}");
        _processEnded.Set();
    }
}
