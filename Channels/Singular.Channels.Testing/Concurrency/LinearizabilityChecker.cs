namespace Singular.Channels.Testing;

/// <summary>Looks for an order of the calls of a history that respects which call had ended before which began, and in which a
/// sequential server would have given what was seen (J. Wing and C. Gong, "Testing and Verifying Concurrent Objects", 1993).</summary>
/// <param name="replay">What a new sequential server gives for calls in order, one answer for each.</param>
internal sealed class LinearizabilityChecker(Func<IReadOnlyList<ConcurrentCall>, IReadOnlyList<string>> replay)
{
    /// <returns>True when there is such an order.</returns>
    internal bool IsLinearizable(IReadOnlyList<ConcurrentCall> history) => Extend([], [.. history]);

    private bool Extend(List<ConcurrentCall> order, List<ConcurrentCall> left)
    {
        if (left.Count == 0)
            return true;
        // Only a call that began before every other one had ended can come first.
        int firstEnd = left.Min(call => call.Ended);
        foreach (ConcurrentCall next in left.Where(call => call.Begun <= firstEnd))
        {
            List<ConcurrentCall> longer = [.. order, next];
            if (replay(longer)[^1] == next.Seen && Extend(longer, [.. left.Where(call => call != next)]))
                return true;
        }
        return false;
    }
}
