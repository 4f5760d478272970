namespace Singular.Bench;

/// <summary>The figures of one image: taken with every instruction lasting a nanosecond, and by the host's clock.</summary>
public sealed record MachineFigures(IReadOnlyList<Figure> Counted, IReadOnlyList<Figure> Timed);
