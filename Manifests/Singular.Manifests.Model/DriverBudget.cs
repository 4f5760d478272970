namespace Singular.Manifests;

/// <summary>What a driver says it gets by with. The system holds it to that.</summary>
/// <param name="MemoryBytes">Memory for its objects, beside the blocks that it asks for by name; 0 where it does not say.</param>
/// <param name="WorkMilliseconds">The longest that a piece of its own work (the handler of an interrupt, what follows an
/// <c>await</c>) takes; 0 where it does not say. Calls are limited by their contract.</param>
public sealed record DriverBudget(long MemoryBytes, int WorkMilliseconds)
{
    /// <summary>Of a driver that says nothing.</summary>
    public static readonly DriverBudget None = new(0, 0);

    /// <summary>Longest piece of work that may be stated, in milliseconds: one hour, as for calls.</summary>
    public const int MaxWorkMilliseconds = 3_600_000;
}
