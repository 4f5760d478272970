namespace Singular.Verifier.Images;

/// <summary>What the structural check of an image found.</summary>
/// <param name="Findings">All findings, in the order of the checks.</param>
public sealed record ImageReport(IReadOnlyList<ImageFinding> Findings)
{
    /// <summary>True when the image's metadata means one thing only and may be given to readers that trust it. Single bodies may
    /// still be damaged (<see cref="DamagedBodies"/>).</summary>
    public bool IsReadable { get; } = !Findings.Any(f => f.IsFatal);

    /// <summary>The assembly's simple name, empty where the image is unreadable or is none.</summary>
    public string AssemblyName { get; init; } = "";

    /// <summary>The tables and heaps of an image that is readable, else null.</summary>
    internal RawMetadata? Metadata { get; init; }

    /// <summary>Tokens of the methods whose bodies must not be decoded.</summary>
    public IReadOnlySet<uint> DamagedBodies { get; } =
        Findings.Where(f => f is { IsFatal: false, Rule: ImageRule.Structure }).Select(f => f.Token).ToHashSet();

    /// <summary>True when no structural rule is broken; rules for packages are not looked at.</summary>
    public bool IsWellFormed => Findings.All(f => f.Rule != ImageRule.Structure);
}
