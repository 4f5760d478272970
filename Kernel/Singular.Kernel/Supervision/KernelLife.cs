using Singular.Channels.Runtime;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Supervision;

/// <summary>A driver that runs as a domain in the kernel.</summary>
internal sealed class KernelLife(Domain domain) : IDriverLife
{
    private readonly List<IGrantedInterrupt> _interrupts = [];
    private readonly List<ClientSession> _sessions = [];
    private object? _target;
    private int _ring;
    private long _allocated;
    private bool _ended;

    public Domain Domain { get; } = domain;

    public object Target => _target ?? throw new InvalidOperationException($"{Domain.Name} has not been constructed.");

    public int Ring => _ring;

    public long? MemoryKiB => null;

    /// <summary>What the constructor allocated. Calls are not counted: two reads of the thread's counter would cost as much
    /// as the rest of a call.</summary>
    public long? AllocatedKiB => (_allocated + 1023) / 1024;

    /// <summary>Gives a claimed line back when this life ends.</summary>
    public void Hold(IGrantedInterrupt interrupt) => _interrupts.Add(interrupt);

    /// <summary>Ends what this life has open at a server when it ends itself.</summary>
    public void Hold(ClientSession session) => _sessions.Add(session);

    /// <summary>Runs the constructor on the domain's own thread, and takes a trap there, so that the ring is the one in
    /// which the driver's code ran.</summary>
    public RunOutcome Construct(DriverFactory factory, object[] arguments, IPlatform platform, TimeSpan limit)
    {
        return Domain.Scheduler.Run(
            () =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                _target = factory.Create(arguments);
                _allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                _ring = platform.TrapRing();
            },
            limit);
    }

    public bool End(TimeSpan limit)
    {
        Domain.Stop();
        foreach (IGrantedInterrupt interrupt in _interrupts)
            interrupt.Cancel();
        if (!Domain.WaitUntilEmpty(limit))
            return false;
        if (_ended)
            return true;
        _ended = true;
        foreach (IGrantedInterrupt interrupt in _interrupts)
            interrupt.Dispose();
        if (_sessions.Count > 0)
            new Thread(AbandonSessions) { IsBackground = true, Name = $"{Domain.Name} closing" }.Start();
        return true;
    }

    // On a thread of its own: it calls other drivers, and the supervisor waits for none.
    private void AbandonSessions()
    {
        foreach (ClientSession session in _sessions)
            session.Abandon();
    }
}
