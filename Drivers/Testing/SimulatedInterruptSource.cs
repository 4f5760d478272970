namespace Singular.Drivers.Testing;

/// <summary>Delivers the interrupts of a line to a driver's handler, when it is told to.</summary>
internal sealed class SimulatedInterruptSource(InterruptLine line, Action<Action>? dispatcher) : IInterruptSource
{
    private Action? _handler;

    public void Start(Action handler)
    {
        _handler = handler;
        if (dispatcher is null)
            return;
        line.Ready += () => dispatcher(() => TryDeliver());
        dispatcher(() => TryDeliver());
    }

    /// <returns>True when an interrupt was there and its handler ran.</returns>
    public bool TryDeliver()
    {
        if (_handler is null || !line.TryBegin())
            return false;
        try
        {
            _handler();
        }
        finally
        {
            line.End();
        }

        return true;
    }
}
