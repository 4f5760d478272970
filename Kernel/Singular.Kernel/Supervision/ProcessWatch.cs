using Singular.Channels.Runtime;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Supervision;

/// <summary>Condemns drivers whose processes use more than they may: processor time over a window, private memory at any look. The
/// figures are the platform's, so that nothing in the process watches and nothing of it is believed.</summary>
/// <param name="platform">Gives the time, and what a process has beside its driver's objects.</param>
internal sealed class ProcessWatch(IPlatform platform)
{
    /// <summary>The fault of a driver whose process used more of a processor than it may.</summary>
    public const string ProcessorLimit = "ProcessorLimit";

    /// <summary>The fault of a driver whose process has more private memory than it may.</summary>
    public const string MemoryLimit = "MemoryLimit";

    /// <summary>What processor time is counted over. Long enough that the start of the runtime is less than a tenth of it.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(4);

    private const int IntervalMilliseconds = 500;

    private readonly object _gate = new();
    private readonly List<Watched> _watched = [];
    private Thread? _thread;

    /// <summary>Watches a process until its driver is dead. The thread that looks is started with the first one, so that a system
    /// without limits does not pay for it.</summary>
    public void Add(Domain domain, IDriverProcess process, ProcessLimits limits)
    {
        if (limits.IsNothing)
            return;
        lock (_gate)
        {
            _watched.Add(new Watched(domain, process, limits));
            if (_thread is not null)
                return;
            _thread = new Thread(Run) { IsBackground = true, Name = "process watch" };
            _thread.Start();
        }
    }

    private void Run()
    {
        while (true)
        {
            Thread.Sleep(IntervalMilliseconds);
            Watched[] all;
            lock (_gate)
            {
                _watched.RemoveAll(watched => !watched.Domain.IsAlive);
                all = [.. _watched];
            }
            foreach (Watched watched in all)
                watched.Look(platform.Uptime, platform.RuntimeKiB);
        }
    }

    private sealed class Watched(Domain domain, IDriverProcess process, ProcessLimits limits)
    {
        // The oldest one is the last that is a whole window old, or the first of all.
        private readonly Queue<(TimeSpan At, TimeSpan Used)> _looks = [];

        public Domain Domain => domain;

        public void Look(TimeSpan now, long runtimeKiB)
        {
            if (process.Figures() is not { } figures)
                return;
            if (limits.MemoryKiB is { } memory && figures.PrivateKiB > memory + runtimeKiB)
            {
                domain.Condemn(MemoryLimit, $"its process has {figures.PrivateKiB} KiB of memory of its own; it may have {memory} KiB beside the {runtimeKiB} KiB of the runtime");
                return;
            }
            if (limits.ProcessorPercent == 0)
                return;
            _looks.Enqueue((now, figures.ProcessorTime));
            while (_looks.Count > 2 && now - _looks.ElementAt(1).At >= Window)
                _looks.Dequeue();
            (TimeSpan since, TimeSpan before) = _looks.Peek();
            if (now - since < Window)
                return;
            double percent = 100 * ((figures.ProcessorTime - before) / (now - since));
            if (percent > limits.ProcessorPercent)
                domain.Condemn(ProcessorLimit, $"it used {percent:0} % of a processor over {(now - since).TotalSeconds:0.0} s; its rule allows {limits.ProcessorPercent} %");
        }
    }
}
