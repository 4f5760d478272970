using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>One life of a driver instance, or the program itself (<see cref="Kernel"/>): the unit that lives, faults and dies.</summary>
/// <remarks>
/// A restart makes a new domain; a dead one stays dead. Calls into a domain are serialised: the thread that is inside owns the
/// domain until its call returns, others wait, and the same thread may not come in a second time.
/// </remarks>
public sealed partial class Domain
{
    private static readonly Lock s_registryGate = new();
    private static Domain?[] s_registry = new Domain?[16];
    private static int s_nextId;

    // Stands at the numbers of domains that are forgotten, so that whoever still came with such a number would be dead, not the kernel.
    private static readonly Domain s_nobody;

    private readonly object _gate = new();
    private PendingList _pending;
    private DomainFault? _fault;
    private DomainScheduler? _scheduler;

    static Domain()
    {
        Kernel = new Domain("kernel", DomainOptions.UsesAwait) { _buffers = BufferTable.Program };
        s_nobody = new Domain("nobody", DomainOptions.None);
        s_nobody.Stop();
        BufferHolders.Install(new DomainBufferHolders());
    }

    /// <param name="name">Instance name, e.g. <c>CmosClock#0</c>.</param>
    /// <param name="options">What is known of the code that will run in it.</param>
    public Domain(string name, DomainOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Context = new DomainSynchronizationContext(this);
        if ((options & DomainOptions.UsesAwait) != 0)
            Entry.Attention = AttentionContext;
        lock (s_registryGate)
        {
            Id = s_nextId++;
            if (Id == s_registry.Length)
                Array.Resize(ref s_registry, 2 * Id);
            s_registry[Id] = this;
        }
    }

    /// <summary>The domain of the program itself: the kernel in a kernel image, the host in a driver process. Code that is not
    /// inside a call runs in it. It is not serialised and nothing may condemn it.</summary>
    public static Domain Kernel { get; }

    /// <summary>The domain whose code the present thread runs.</summary>
    public static Domain Current => ById(CallContext.Current.DomainId);

    public string Name { get; }

    /// <summary>False for ever once the domain was condemned or stopped.</summary>
    public bool IsAlive => (Volatile.Read(ref Entry.Attention) & AttentionDead) == 0;

    /// <summary>Why the domain died; null while it lives and after a stop on purpose.</summary>
    public DomainFault? Fault => Volatile.Read(ref _fault);

    /// <summary>Threads that are inside the domain now; of a serialised domain at most one, plus those in concurrent calls.
    /// Threads that wait to enter do not count.</summary>
    public int ThreadsInside => (Volatile.Read(ref Entry.Owner) == 0 ? 0 : 1) + Volatile.Read(ref ConcurrentCalls);

    /// <summary>Grows with each call that begins, and with each piece of work of its scheduler.</summary>
    internal long CallsBegun => Volatile.Read(ref CallNumber);

    /// <summary>Runs what belongs to the domain but is nobody's call: continuations, completions, the constructor.</summary>
    public DomainScheduler Scheduler
    {
        get
        {
            if (_scheduler is { } present)
                return present;
            Interlocked.CompareExchange(ref _scheduler, new DomainScheduler(this), null);
            return _scheduler;
        }
    }

    /// <summary>Raised once when the domain has died, on the thread that found out, which may be inside the domain: a handler
    /// must do no more than note it or wake somebody.</summary>
    public event Action<Domain>? Died;

    /// <summary>Marks the domain dead, for ever, before anything is thrown. The first reason stays.</summary>
    /// <param name="code">The fault's name, e.g. <c>AccessOutsideGrant</c>.</param>
    /// <param name="detail">One line for a person.</param>
    /// <exception cref="InvalidOperationException">The domain is <see cref="Kernel"/>.</exception>
    public void Condemn(string code, string detail) => Die(new DomainFault(code, null, null, detail));

    /// <summary>Marks the domain dead for a fault that somebody else found.</summary>
    /// <inheritdoc cref="Condemn(string, string)"/>
    public void Condemn(DomainFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        Die(fault);
    }

    /// <summary>Marks the domain dead because an exception left its code. Reads nothing of the exception but its type and the
    /// runtime's record of where it came from: its members would run the driver's code.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="detail">What was being done.</param>
    public void CondemnFor(Exception exception, string detail)
    {
        ArgumentNullException.ThrowIfNull(exception);
        Die(new DomainFault(DomainFaultCodes.UnhandledException, exception.GetType().FullName, FaultPlace.Of(exception), detail));
    }

    /// <summary>Ends the domain on purpose: like <see cref="Condemn(string, string)"/>, without a fault.</summary>
    public void Stop() => Die(null);

    /// <summary>Waits until no thread is inside. Meant for a dead domain, into which no thread can come any more.</summary>
    /// <returns>False when a thread was still inside after <paramref name="limit"/>.</returns>
    public bool WaitUntilEmpty(TimeSpan limit)
    {
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_gate)
        {
            while (ThreadsInside != 0)
            {
                long left = end - Environment.TickCount64;
                if (left <= 0)
                    return false;
                Interlocked.Or(ref Entry.Attention, AttentionWaited);
                if (ThreadsInside != 0)
                    Monitor.Wait(_gate, (int)Math.Min(left, WaitSliceMilliseconds));
            }
        }
        return true;
    }

    /// <summary>How many domains of a name are not forgotten.</summary>
    internal static int Count(string name)
    {
        lock (s_registryGate)
            return s_registry.Count(domain => domain?.Name == name);
    }

    /// <summary>Forgets a dead domain in which no thread is any more (<see cref="WaitUntilEmpty"/>). Without this it stays in memory. Its number
    /// is given to no other one: a frame, an endpoint or a boundary that has it still is that of a dead domain.</summary>
    /// <exception cref="InvalidOperationException">The domain lives.</exception>
    public void Retire()
    {
        // A thread that comes too late holds the owner word for as long as it takes to see that the domain is dead; it does not go in.
        if (IsAlive)
            throw new InvalidOperationException($"{Name} still lives.");
        lock (s_registryGate)
            s_registry[Id] = s_nobody;
    }

    public override string ToString() => Name;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Domain ById(int id) => s_registry[id]!;

    internal void AddPending(PendingWork work)
    {
        lock (_gate)
        {
            if (IsAlive)
            {
                _pending.Add(work);
                return;
            }
        }
        work.Abort();
    }

    /// <returns>False when the work was aborted before.</returns>
    internal bool RemovePending(PendingWork work)
    {
        lock (_gate)
        {
            return _pending.Remove(work);
        }
    }

    /// <summary>What a client is told of a call that met the dead domain while it was under way.</summary>
    internal ChannelException DeathOfCall() =>
        Fault is { } fault ? new ChannelFaultException(Name, fault.Code) : new ChannelClosedException(Name);

    private void Die(DomainFault? fault)
    {
        if (ReferenceEquals(this, Kernel))
            throw new InvalidOperationException($"The kernel's own domain cannot be condemned ({fault?.Code}: {fault?.Detail}).");
        List<PendingWork> aborted;
        lock (_gate)
        {
            if (!IsAlive)
                return;
            _fault = fault;
            Interlocked.Or(ref Entry.Attention, AttentionDead);
            aborted = _pending.TakeAll();
            Monitor.PulseAll(_gate);
        }
        _scheduler?.End();
        // Whoever makes the table after this sees that the domain is dead.
        Volatile.Read(ref _buffers)?.Close();
        foreach (PendingWork work in aborted)
            work.Abort();
        // It comes once. Who listened, and all that it holds, must not live as long as the memory of a dead domain.
        Interlocked.Exchange(ref Died, null)?.Invoke(this);
    }
}
