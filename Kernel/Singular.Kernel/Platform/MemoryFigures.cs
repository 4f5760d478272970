namespace Singular.Kernel.Platform;

/// <summary>The memory of the machine.</summary>
/// <param name="TotalKiB">Memory that the platform manages, in KiB.</param>
/// <param name="UsedKiB">What of it is in use, in KiB.</param>
/// <param name="Processors">Number of processors that run threads.</param>
public readonly record struct MemoryFigures(long TotalKiB, long UsedKiB, int Processors);
