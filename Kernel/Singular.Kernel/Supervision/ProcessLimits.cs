using Singular.Manifests;

namespace Singular.Kernel.Supervision;

/// <summary>What a driver's process may use, from the policy and from what the driver states.</summary>
/// <param name="ProcessorPercent">Of one processor, over <see cref="ProcessWatch.Window"/>; 0 where nobody limits it.</param>
/// <param name="MemoryKiB">Private memory for the driver's objects, in KiB; null where nobody limits it.</param>
internal readonly record struct ProcessLimits(int ProcessorPercent, long? MemoryKiB)
{
    /// <summary>A collector needs room beside what is in use: twice that is what it takes at most between two collections of everything.</summary>
    private const int CollectorFactor = 2;

    public bool IsNothing => ProcessorPercent == 0 && MemoryKiB is null;

    public static ProcessLimits Of(DriverRecord record)
    {
        // Blocks that are asked for by name are not the process's own memory.
        long blocks = record.Manifest.Memory.Sum(memory => memory.Bytes);
        long? ceiling = record.MemoryLimitBytes == 0 ? null : Math.Max(0, record.MemoryLimitBytes - blocks);
        long? budget = record.Manifest.Budget.MemoryBytes == 0 ? null : CollectorFactor * record.Manifest.Budget.MemoryBytes;
        long? bytes = ceiling is { } allowed && budget is { } stated ? Math.Min(allowed, stated) : ceiling ?? budget;
        return new ProcessLimits(record.ProcessorLimitPercent, bytes / 1024);
    }
}
