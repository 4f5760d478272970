using Singular.Channels.Runtime;
using Singular.Kernel.Logging;
using Singular.Kernel.Platform;
using Singular.Manifests;

namespace Singular.Kernel.Supervision;

/// <summary>Starts the drivers of an image in order, watches them, and starts again what dies.</summary>
/// <remarks>
/// One thread does all that changes a driver's state, one thing after another, taken from a mailbox; other threads ask it or
/// read snapshots. No lock is held while a driver is called. A driver in a process and one in the kernel differ only in
/// their launcher.
/// </remarks>
public sealed class Supervisor
{
    /// <summary>How long an ended driver may take until no thread is inside any more.</summary>
    public static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    private readonly KernelLog _log;
    private readonly Mailbox _mailbox;
    private readonly IPlatform _platform;
    private readonly CallWatch _callWatch = new(TimeSpan.FromMilliseconds(500));
    private readonly Dictionary<string, DriverInstance> _byName = [];
    private readonly List<DriverInstance> _instances = [];
    private readonly IReadOnlyDictionary<string, string> _problems;
    private readonly Lock _stateLock = new();
    private readonly KernelImports _kernelImports;
    private readonly Dictionary<Placement, IDriverLauncher> _launchers;

    internal Supervisor(IPlatform platform, KernelLog log, ImageRecord image, ImageTable table, TimeSpan startLimit)
    {
        _platform = platform;
        _log = log;
        _mailbox = new Mailbox(() => platform.Uptime);
        var order = new DependencyOrder(image.Drivers);
        _problems = order.Problems;
        foreach (DriverRecord record in order.Order)
        {
            var instance = new DriverInstance(record);
            _instances.Add(instance);
            _byName.Add(record.Instance, instance);
        }
        var contracts = new ContractTable(table);
        ServerSlot? Slot(string instance) => _byName.GetValueOrDefault(instance)?.Slot;
        _kernelImports = new KernelImports(contracts, _instances);
        _launchers = new Dictionary<Placement, IDriverLauncher>
        {
            [Placement.Kernel] = new KernelLauncher(platform, table, contracts, Slot, startLimit),
            [Placement.Process] = new ProcessLauncher(platform, contracts, Slot, new ProcessWatch(platform), startLimit),
        };
    }

    /// <summary>Starts the supervisor's thread and all drivers; returns when each runs, waits or has failed.</summary>
    public void Boot()
    {
        new Thread(Work) { IsBackground = true, Name = "supervisor" }.Start();
        Ask(() =>
        {
            foreach (DriverInstance instance in _instances)
                Start(instance);
            return new Outcome(true, "");
        });
    }

    /// <summary>Ends all drivers, those that others import from last, so that each can finish its work.</summary>
    public void Shutdown() => Ask(() =>
    {
        foreach (DriverInstance instance in Enumerable.Reverse(_instances).Where(instance => instance.Life is not null))
            Stop(instance, "the system is switched off");
        return new Outcome(true, "");
    });

    /// <summary>Stops a driver that runs, then starts it with fresh state.</summary>
    /// <param name="name">Instance name.</param>
    public Outcome Restart(string name) => Ask(() =>
    {
        DriverInstance instance = _byName[name];
        if (!Stop(instance, "stopped for a restart"))
            return new Outcome(false, $"{name} cannot be started: {instance.Reason}");
        instance.History.Reset();
        Start(instance);
        return instance.State == DriverState.Running
            ? new Outcome(true, $"{name} runs again.")
            : new Outcome(false, $"{name} did not start: {instance.Reason}");
    });

    /// <summary>Stops a driver; it stays down.</summary>
    /// <param name="name">Instance name.</param>
    public Outcome Kill(string name) => Ask(() =>
    {
        DriverInstance instance = _byName[name];
        return Stop(instance, "stopped by the owner; 'restart' starts it")
            ? new Outcome(true, $"{name} is stopped.")
            : new Outcome(false, $"{name} takes no calls any more, but {instance.Reason}");
    });

    /// <summary>Where the clients of a driver find it.</summary>
    /// <param name="name">Instance name.</param>
    internal ServerSlot SlotOf(string name) => _byName[name].Slot;

    /// <summary>Ends the present life of a driver as a fault of its own would; its rule says what follows.</summary>
    /// <param name="name">Instance name.</param>
    /// <param name="code">The fault's name.</param>
    /// <param name="detail">One line for a person.</param>
    /// <returns>False when it has no life to end.</returns>
    internal bool Condemn(string name, string code, string detail) => Ask(() =>
    {
        if (_byName[name].Life is not { } life)
            return new Outcome(false, "");
        life.Domain.Condemn(code, detail);
        Died(_byName[name], life);
        return new Outcome(true, "");
    }).Done;

    /// <summary>The drivers as they are now, in the order of the image's start.</summary>
    public IReadOnlyList<DriverStatus> Drivers()
    {
        lock (_stateLock)
            return [.. _instances.Select(StatusOf)];
    }

    /// <summary>The channels as they are now: those of drivers first, then the kernel's own.</summary>
    public IReadOnlyList<ChannelStatus> Channels() =>
    [
        .. from client in _instances
           from binding in client.Record.Bindings
           let import = client.Record.Manifest.Imports.FirstOrDefault(import => import.Parameter == binding.Parameter)
           let server = _byName.GetValueOrDefault(binding.Provider)
           let direct = client.Record.Placement == Placement.Kernel && server?.Record.Placement == Placement.Kernel
           select new ChannelStatus(
               client.Name, binding.Parameter, import?.Contract.ToString() ?? "?", binding.Provider,
               direct ? "direct" : "shared memory", server?.Slot.IsUp ?? false),
        .. _kernelImports.Channels(),
    ];

    /// <summary>The kernel's own boundary to the driver that provides a contract; null where no driver of the image does.</summary>
    internal T? Import<T>()
        where T : class => _kernelImports.Find<T>();

    /// <summary>How often the provider of a contract was started; null while it does not run.</summary>
    internal int? RunningGeneration<T>()
        where T : class
    {
        lock (_stateLock)
            return _kernelImports.ProviderOf<T>() is { State: DriverState.Running } provider ? provider.Starts : null;
    }

    private void Work()
    {
        while (_mailbox.Take() is { } work)
            work();
    }

    private Outcome Ask(Func<Outcome> work)
    {
        var answer = new TaskCompletionSource<Outcome>();
        _mailbox.Post(() => answer.SetResult(work()));
        return answer.Task.GetAwaiter().GetResult();
    }

    private void Start(DriverInstance instance)
    {
        if (_problems.TryGetValue(instance.Name, out string? problem))
        {
            Fail(instance, problem);
            return;
        }
        string? missing = instance.Record.Bindings.Select(binding => binding.Provider)
            .FirstOrDefault(provider => _byName[provider].State != DriverState.Running);
        if (missing is not null)
        {
            Change(instance, DriverState.Waiting, $"it waits for {missing}, which is {_byName[missing].State.ToName()}");
            _log.Warning(instance.Name, instance.Reason);
            return;
        }
        Change(instance, DriverState.Starting, "");
        try
        {
            Install(instance, _launchers[instance.Record.Placement].Launch(instance.Record));
        }
        catch (DriverStartException e)
        {
            StartFailed(instance, e);
        }
    }

    private void Install(DriverInstance instance, IDriverLife life)
    {
        lock (_stateLock)
        {
            instance.Life = life;
            instance.Ring = life.Ring;
            instance.Starts++;
            instance.State = DriverState.Running;
        }
        life.Domain.Died += domain => _mailbox.Post(() => Died(instance, life));
        _callWatch.Add(life.Domain);
        if (!life.Domain.IsAlive)
        {
            // It died before anybody listened; the event will not come.
            Died(instance, life);
            return;
        }
        instance.Slot.Install(life.Domain, life.Target);
        _log.Info(instance.Name, $"runs in {instance.Record.Placement.ToName()} placement, ring {life.Ring}");
        foreach (DriverInstance waiting in _instances.Where(other => other.State == DriverState.Waiting && other.Reason.Length > 0))
        {
            if (waiting.Record.Bindings.Any(binding => binding.Provider == instance.Name))
                Start(waiting);
        }
    }

    private void StartFailed(DriverInstance instance, DriverStartException failure)
    {
        lock (_stateLock)
        {
            instance.Starts++;
            instance.Life = failure.Remains;
        }
        if (!End(instance))
            return;
        if (failure.Code is DriverStartException.CannotStart or DriverStartException.ConstructorHangs)
            Fail(instance, failure.Message);
        else
            PlanRestart(instance, failure.Reason);
    }

    private void Died(DriverInstance instance, IDriverLife life)
    {
        if (instance.Life != life)
            return;
        string reason = life.Domain.Fault is { } fault ? FaultText.Of(fault) : "it ended";
        _log.Error(instance.Name, $"died: {reason}");
        if (End(instance))
            PlanRestart(instance, reason);
    }

    private void PlanRestart(DriverInstance instance, string reason)
    {
        if (CountFault(instance))
        {
            // A new beginning: what happened in the kernel does not count against the process.
            instance.History.Reset();
            _log.Warning(instance.Name, $"has faulted {instance.Faults} times and goes on in a process, as its rule says");
        }
        if (instance.History.Died(_platform.Uptime) is not { } delay)
        {
            Fail(instance, instance.Record.Restart.Count == 0
                ? $"{reason}; its rule allows no restart"
                : $"{reason}; it died more than {instance.Record.Restart} allows and stays down until 'restart'");
            return;
        }
        Change(instance, DriverState.Restarting, reason);
        int plan = ++instance.Plan;
        _mailbox.PostAfter(delay, () =>
        {
            if (instance.State == DriverState.Restarting && instance.Plan == plan)
                Start(instance);
        });
    }

    private bool CountFault(DriverInstance instance)
    {
        lock (_stateLock)
            return instance.CountFault();
    }

    private bool Stop(DriverInstance instance, string reason)
    {
        instance.Plan++;
        if (!End(instance))
            return false;
        Change(instance, DriverState.Stopped, reason);
        _log.Info(instance.Name, reason);
        return true;
    }

    // Leaves the instance without a life, or stuck.
    private bool End(DriverInstance instance)
    {
        if (instance.Life is { } life && !life.End(EndLimit))
        {
            Change(instance, DriverState.Stuck,
                $"a thread is still inside it after {EndLimit.TotalSeconds:0} s; it takes no calls, and 'restart' works when the thread has left");
            _log.Error(instance.Name, instance.Reason);
            return false;
        }
        Domain? ended = instance.Life?.Domain;
        lock (_stateLock)
            instance.Life = null;
        instance.Slot.Clear();
        ended?.Retire();
        return true;
    }

    private void Fail(DriverInstance instance, string reason)
    {
        Change(instance, DriverState.Down, reason);
        _log.Error(instance.Name, $"is down: {reason}");
    }

    private void Change(DriverInstance instance, DriverState state, string reason)
    {
        lock (_stateLock)
        {
            instance.State = state;
            if (reason.Length > 0)
                instance.Reason = PrintableText.Of(reason);
        }
    }

    private static DriverStatus StatusOf(DriverInstance instance) => new()
    {
        Record = instance.Record,
        State = instance.State,
        Ring = instance.Ring,
        Restarts = Math.Max(0, instance.Starts - 1),
        MemoryKiB = instance.Life?.MemoryKiB,
        AllocatedKiB = instance.Life?.AllocatedKiB,
        Buffers = instance.Life?.Domain.BufferCount ?? 0,
        BufferBytes = instance.Life?.Domain.BufferBytes ?? 0,
        Reason = instance.Reason,
    };
}
