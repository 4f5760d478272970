using System.Runtime.ExceptionServices;

namespace Singular.Channels.Testing;

/// <summary>Tries things on a thread of its own and gives up on it when a call to the server does not come back. Nothing can end such a
/// call: the thread is left behind.</summary>
internal sealed class HangWatch
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    /// <summary>No contract limits a server's own work; it is held to what a call may take.</summary>
    private static readonly TimeSpan s_ownWorkLimit = TimeSpan.FromMilliseconds(TimeLimitAttribute.Default);

    [ThreadStatic]
    private static HangWatch? t_current;

    private readonly SemaphoreSlim _begin = new(0);
    private readonly SemaphoreSlim _end = new(0);
    private readonly TimeSpan _patience;
    private Func<string?>? _work;
    private string? _result;
    private ExceptionDispatchInfo? _failure;
    private TestScript? _script;
    private string _call = "";
    private long _until;

    /// <param name="patience">How long beyond its time limit a call may take: the host may be busy.</param>
    internal HangWatch(TimeSpan patience)
    {
        _patience = patience;
        new Thread(Work) { IsBackground = true, Name = "tried inputs" }.Start();
    }

    /// <summary>A call did not come back; the watch is of no further use.</summary>
    internal bool HasHung { get; private set; }

    /// <summary>Tries something.</summary>
    /// <param name="whyBroken">Gives why it is broken; null when it is not.</param>
    /// <returns>What it gave, or that a call hangs.</returns>
    internal string? Try(Func<string?> whyBroken)
    {
        (_work, _failure, _script) = (whyBroken, null, null);
        _begin.Release();
        while (!_end.Wait(s_look))
        {
            long until = Volatile.Read(ref _until);
            if (until == 0 || Environment.TickCount64 < until)
                continue;
            HasHung = true;
            return $"{_call} has not come back: the server hangs in it.{string.Concat((_script?.Lines ?? []).Select(line => Environment.NewLine + "    " + line))}";
        }
        _failure?.Throw();
        return _result;
    }

    /// <summary>Lets the thread go.</summary>
    internal void End()
    {
        _work = null;
        if (!HasHung)
            _begin.Release();
    }

    /// <summary>The sequence that the present thread now carries out, for a report.</summary>
    internal static void Follow(TestScript script)
    {
        if (t_current is { } watch)
            watch._script = script;
    }

    /// <summary>Makes a call that has to come back.</summary>
    /// <param name="name">What is called.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="call">The call.</param>
    internal static T Call<T>(string name, TimeSpan limit, Func<T> call)
    {
        if (t_current is not { } watch)
            return call();
        watch._call = name;
        Volatile.Write(ref watch._until, Environment.TickCount64 + (long)(limit + watch._patience).TotalMilliseconds);
        try
        {
            return call();
        }
        finally
        {
            Volatile.Write(ref watch._until, 0);
        }
    }

    /// <summary>Lets what is under way come to rest, in which the server works by itself, e.g. in the handlers of its interrupts.</summary>
    internal static void Settle(ContractWorld world) => Call("What the server does by itself", s_ownWorkLimit, () =>
    {
        world.Settle();
        return true;
    });

    private void Work()
    {
        t_current = this;
        while (true)
        {
            _begin.Wait();
            if (_work is not { } work)
                return;
            try
            {
                _result = work();
            }
            catch (Exception failure)
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
            }
            _end.Release();
        }
    }
}
