namespace Singular.Builder.Compile;

/// <summary>Settings of the .NET runtime that are compiled into a program.</summary>
/// <param name="GenerationZeroBytes">Bytes allocated between two collections. Small keeps a program small: with the runtime's own
/// choice (the size of the last-level cache) a program that allocates 10 MB of garbage holds 13.4 MB, with 256 KiB 3.9 MB.</param>
/// <param name="HeapRangeBytes">Address space reserved for the heap, and so its ceiling; not memory. The runtime's own choice of
/// 256 GB costs page tables and a larger card table.</param>
public sealed record RuntimeSettings(long GenerationZeroBytes, long HeapRangeBytes)
{
    /// <summary>For the kernel, which holds the kernel-placed drivers.</summary>
    public static RuntimeSettings Kernel { get; } = new(1 << 20, 8L << 30);

    /// <summary>For the process of one driver.</summary>
    public static RuntimeSettings Driver { get; } = new(256 << 10, 1L << 30);
}
