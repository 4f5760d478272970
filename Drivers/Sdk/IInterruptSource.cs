namespace Singular.Drivers;

/// <summary>Delivers interrupts to the handler that a driver attached.</summary>
internal interface IInterruptSource
{
    /// <summary>Begins to deliver: <paramref name="handler"/> runs in the driver's domain, serialised with its calls, and the
    /// line is acknowledged and unmasked when it returns. Called at most once.</summary>
    void Start(Action handler);
}
