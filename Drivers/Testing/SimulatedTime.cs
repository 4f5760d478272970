namespace Singular.Drivers.Testing;

/// <summary>A time that stands still until it is moved.</summary>
public sealed class SimulatedTime(DateTime start)
{
    public DateTime Now { get; private set; } = start;

    public void Advance(TimeSpan span) => Now += span;
}
