using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.Placements;

/// <summary>Lets something happen on the thread that wakes the other end, once it was told so: while the request is on its way and its call has not come
/// out of the server's domain.</summary>
public sealed class InterruptedWaker : IWaker
{
    private readonly FutexWaker _waker = new();
    private readonly ThreadLocal<Action?> _next = new();

    /// <summary>Sets what happens at the next wake-up by this thread.</summary>
    internal void Interrupt(Action action) => _next.Value = action;

    public void Wake(nint word)
    {
        _waker.Wake(word);
        if (_next.Value is not { } action)
            return;
        _next.Value = null;
        action();
    }

    public bool Wait(nint word, uint expected, long nanoseconds) => _waker.Wait(word, expected, nanoseconds);

    public bool WakeAndWait(nint wake, nint word, uint expected, long nanoseconds) => _waker.WakeAndWait(wake, word, expected, nanoseconds);
}
