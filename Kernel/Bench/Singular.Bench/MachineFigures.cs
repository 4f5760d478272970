namespace Singular.Bench;

/// <summary>The figures of one image.</summary>
/// <param name="Counted">Taken with every instruction lasting a nanosecond.</param>
/// <param name="TimedRuns">By the host's clock, one list for each run of the bench in one boot.</param>
public sealed record MachineFigures(IReadOnlyList<Figure> Counted, IReadOnlyList<IReadOnlyList<Figure>> TimedRuns)
{
    /// <summary>The middle of what the runs by the clock say. The host is never quiet, so what is compared is taken from the same run each time.</summary>
    /// <param name="read">Reads one run; null where it has not what is asked for.</param>
    /// <returns>Null when no run has it. Of an even number the lower of the two in the middle.</returns>
    public double? MiddleOfRuns(Func<IReadOnlyList<Figure>, double?> read)
    {
        double[] values = [.. TimedRuns.Select(read).OfType<double>().Order()];
        return values.Length == 0 ? null : values[(values.Length - 1) / 2];
    }
}
