namespace Singular.Manifests;

/// <summary>What a rule says besides the placement.</summary>
public sealed record PolicyOptions
{
    public static readonly PolicyOptions None = new();

    /// <summary><c>restart=5/60s</c> or <c>restart=never</c>; null where the rule says nothing.</summary>
    public RestartRule? Restart { get; init; }

    /// <summary><c>demote=3</c>: after so many faults since the start of the system it goes on in a process; for kernel
    /// placement only, null where the rule says nothing.</summary>
    public int? DemoteAfter { get; init; }

    /// <summary><c>memory=64MiB</c>: ceiling in bytes for what the driver asks for and uses; null where there is none.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary><c>work=20ms</c>: ceiling in milliseconds for a piece of the driver's own work; null where there is none.</summary>
    public int? WorkMilliseconds { get; init; }

    /// <summary><c>processor=25%</c>: ceiling for what a driver in a process uses of one processor, in percent; for process placement
    /// only, null where there is none.</summary>
    public int? ProcessorPercent { get; init; }

    /// <summary><c>ports=0x300-0x31F,0x64</c>: the only ports that it may ask for; null where the rule says nothing.</summary>
    internal IReadOnlyList<PortSpan>? Ports { get; init; }

    /// <summary><c>interrupts=1,12</c>: the only lines that it may ask for; null where the rule says nothing.</summary>
    public IReadOnlyList<int>? Interrupts { get; init; }

    /// <summary><c>grant=machine</c>: resources that amount to owning the machine may be given.</summary>
    public bool GrantsMachine { get; init; }

    /// <summary><c>waive=verification</c>: type-safety and contract findings do not refuse the package; for process placement
    /// only.</summary>
    public bool WaivesVerification { get; init; }

    /// <summary>The options as a rule writes them, each after a space.</summary>
    public override string ToString()
    {
        string text = "";
        if (Restart is { } restart)
            text += $" restart={restart}";
        if (DemoteAfter is { } faults)
            text += $" demote={faults}";
        if (MemoryBytes is { } bytes)
            text += $" memory={ByteSizes.ToText(bytes)}";
        if (WorkMilliseconds is { } milliseconds)
            text += $" work={milliseconds}ms";
        if (ProcessorPercent is { } percent)
            text += $" processor={percent}%";
        if (Ports is { } ports)
            text += $" ports={Joined(ports)}";
        if (Interrupts is { } lines)
            text += $" interrupts={Joined(lines)}";
        if (GrantsMachine)
            text += " grant=machine";
        if (WaivesVerification)
            text += " waive=verification";
        return text;
    }

    /// <summary>What a list says that allows nothing.</summary>
    internal const string Nothing = "none";

    private static string Joined<T>(IReadOnlyList<T> values) => values.Count == 0 ? Nothing : string.Join(',', values);
}
