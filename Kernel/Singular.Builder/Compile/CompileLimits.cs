namespace Singular.Builder.Compile;

/// <summary>What one run of a tool may use. A driver's code decides how much work the compiler has, so none of it is unbounded.</summary>
public sealed record CompileLimits
{
    /// <summary>Wall-clock time after which a tool is ended.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Processor seconds, all threads together.</summary>
    public int ProcessorSeconds { get; init; } = 300;

    /// <summary>Bytes of writable private memory.</summary>
    public long MemoryBytes { get; init; } = 4L << 30;

    /// <summary>Bytes of the largest file that a tool may write.</summary>
    public long FileBytes { get; init; } = 1L << 30;

    /// <summary>Characters of output that are kept; what a tool prints beyond is read and dropped.</summary>
    public int OutputCharacters { get; init; } = 1 << 20;
}
