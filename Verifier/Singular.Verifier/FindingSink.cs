namespace Singular.Verifier;

/// <summary>Collects findings in the order in which the rules meet them, up to a limit.</summary>
public sealed class FindingSink
{
    private readonly List<Finding> _findings = [];
    private readonly int _limit;

    /// <param name="limit">The greatest number of findings that are kept; at least 1.</param>
    public FindingSink(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        _limit = limit;
    }

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Takes one finding.</summary>
    /// <exception cref="VerificationLimitException">The limit is reached: the assembly is refused already and more of the same helps nobody.</exception>
    public void Report(Finding finding)
    {
        if (_findings.Count >= _limit)
            throw new VerificationLimitException("findings", _limit);
        _findings.Add(finding);
    }

    /// <summary>Takes the one finding that says why verification ended early; never throws.</summary>
    internal void ReportEnd(Finding finding) => _findings.Add(finding);
}
