namespace Singular.Verifier.Bodies;

internal enum RegionKind : byte
{
    Try,
    Catch,
    FilterHandler,
    Filter,
    Finally,
    Fault,
}

/// <summary>One protected block, handler or filter, as a range of instruction numbers.</summary>
internal sealed class Region(RegionKind kind, int start, int end)
{
    public RegionKind Kind { get; } = kind;

    public int Start { get; } = start;

    /// <summary>One past the last instruction.</summary>
    public int End { get; } = end;

    /// <summary>The region directly around this one, null at the top.</summary>
    public Region? Parent { get; set; }

    /// <summary>Clauses whose try block this is, or the one clause whose handler or filter it is; in table order.</summary>
    public List<int> Clauses { get; } = [];

    /// <summary>Handlers and filters that protect a try block.</summary>
    public List<Region> Handlers { get; } = [];

    public override string ToString() => $"{Kind} {Start}..{End}";
}
