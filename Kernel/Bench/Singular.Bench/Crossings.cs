namespace Singular.Bench;

/// <summary>Events that <c>-icount</c> counts as one instruction each although a processor takes hundreds of cycles for
/// them; means per operation.</summary>
public sealed record Crossings(double RingCrossings, double PageTableSwitches, double ExtendedStateSaves, double TlbFlushes);
