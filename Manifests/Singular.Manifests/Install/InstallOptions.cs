namespace Singular.Manifests;

/// <summary>What an owner allows when installing.</summary>
public sealed record InstallOptions
{
    public static readonly InstallOptions Default = new();

    /// <summary>An older version may take the place of a newer one.</summary>
    public bool AllowsDowngrade { get; init; }

    /// <summary>Another package of the same id and version may take the place of the installed one.</summary>
    public bool AllowsReplacement { get; init; }

    /// <summary>A newer version may ask for more than the installed one has.</summary>
    public bool AllowsGrowth { get; init; }

    /// <summary>Files with attestations, each of one of the packages.</summary>
    public IReadOnlyList<string> Attestations { get; init; } = [];

    /// <summary>SHA-256 of packages whose growth the owner has seen and accepted.</summary>
    public IReadOnlySet<string> AcceptedPackages { get; init; } = new HashSet<string>();
}
