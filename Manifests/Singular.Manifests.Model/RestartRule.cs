namespace Singular.Manifests;

/// <summary>How often a driver that died is started again: at most <paramref name="Count"/> times in
/// <paramref name="WindowSeconds"/>, then it stays down. A count of 0 means never. Written <c>5/60s</c> or <c>never</c>.</summary>
/// <param name="Count">0 to 1,000.</param>
/// <param name="WindowSeconds">1 to 86,400.</param>
public readonly record struct RestartRule(int Count, int WindowSeconds)
{
    public const int MaxCount = 1_000;

    public const int MaxWindowSeconds = 86_400;

    /// <summary>What holds where a rule says nothing.</summary>
    public static RestartRule Default => new(5, 60);

    public static RestartRule Never => new(0, 60);

    public override string ToString() => Count == 0 ? "never" : $"{Count}/{WindowSeconds}s";
}
