using Singular.Builder.Compile;

namespace Singular.Builder;

/// <summary>Where an image builder finds its inputs and keeps its results.</summary>
public sealed record ImageBuilderOptions
{
    /// <summary>Folder with the system's managed assemblies.</summary>
    public required string SystemAssembliesFolder { get; init; }

    /// <summary><c>Kernel</c> of the checkout: the nucleus and the machine's assembly code are built from source.</summary>
    public required string KernelSourceFolder { get; init; }

    /// <summary>Folder of the cache. It may be shared between roots.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Bytes of results that are kept in the cache.</summary>
    public long CacheBytes { get; init; } = 1L << 30;

    public CompileLimits Limits { get; init; } = new();
}
