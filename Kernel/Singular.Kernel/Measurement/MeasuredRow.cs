using System.Globalization;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Measurement;

/// <summary>A figure of the shell's <c>bench</c>.</summary>
/// <param name="Name">A word, e.g. <c>wake-and-wait</c>.</param>
/// <param name="Value">Nanoseconds for an operation, which are instructions under QEMU's <c>-icount shift=0</c>; bytes for memory.</param>
/// <param name="Count">Number of operations that the value is the mean of.</param>
/// <param name="Crossings">What happened during all of them.</param>
internal sealed record MeasuredRow(string Name, double Value, int Count, CrossingCounters Crossings)
{
    /// <summary>The line that <c>singular bench</c> reads: <c>row NAME VALUE COUNT CROSSINGS SWITCHES SAVES FLUSHES</c>, the last
    /// four for an operation.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"row {Name} {Value:0.##} {Count} {Each(Crossings.RingCrossings)} {Each(Crossings.PageTableSwitches)} {Each(Crossings.ExtendedStateSaves)} {Each(Crossings.TlbFlushes)}");

    private string Each(long events) => ((double)events / Count).ToString("0.####", CultureInfo.InvariantCulture);
}
