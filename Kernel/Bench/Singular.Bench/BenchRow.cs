namespace Singular.Bench;

/// <summary>A row of the table: a figure of ours with what it is held against.</summary>
/// <param name="Title">For people.</param>
/// <param name="Unit">E.g. <c>instructions</c>.</param>
/// <param name="Ours">Our figure; null where it was not taken.</param>
/// <param name="Linux">Linux' figure for the work that comes nearest; null where it has none or was not asked.</param>
/// <param name="Target">What the figure must not exceed, or must reach (<see cref="MustReach"/>); null where the plan names none.</param>
/// <param name="Crossings">What an instruction count hides, per operation.</param>
public sealed record BenchRow(string Title, string Unit, double? Ours, double? Linux, double? Target, Crossings? Crossings)
{
    /// <summary>The unit of a figure that is one thing divided by another.</summary>
    public const string Times = "times";

    /// <summary>Nanoseconds that the same takes by the host's clock, emulated; null where it was not taken.</summary>
    public double? WallNanoseconds { get; init; }

    /// <summary>The target is the least that will do, not the most.</summary>
    public bool MustReach { get; init; }

    /// <summary>Ours divided by Linux'.</summary>
    public double? Ratio => Ours / Linux;

    /// <summary>False when there is a target and the figure was not taken or is on the wrong side of it.</summary>
    public bool IsMet => Target is null || (MustReach ? Ours >= Target : Ours <= Target);
}
