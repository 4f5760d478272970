namespace Singular.Builder;

/// <summary>What goes into an image.</summary>
public sealed record ImageInputs
{
    /// <summary>In the order in which they are started: a driver comes after those that it imports from.</summary>
    public required IReadOnlyList<ImageDriver> Drivers { get; init; }

    /// <summary>Contract assemblies other than the system's own <c>Singular.Contracts</c>, re-emitted.</summary>
    public IReadOnlyList<AssemblyFile> Contracts { get; init; } = [];

    /// <summary>First content of the RAM disk; null for none, which leaves the disk empty.</summary>
    public string? RamDiskFile { get; init; }

    /// <summary>Instance that the image is made to check; empty for a system of somebody's own. See <see cref="Singular.Manifests.ImageRecord.UnderCheck"/>.</summary>
    public string UnderCheck { get; init; } = "";

    /// <summary>Further programs, ready to run: static, position-independent ELF files. Name in the image and path.</summary>
    public IReadOnlyDictionary<string, string> Programs { get; init; } = new Dictionary<string, string>();
}
