namespace Singular.Manifests;

/// <summary>What an owner allows a feed behind an address, and how long it is waited for.</summary>
public sealed record HttpFeedOptions
{
    /// <summary>Plain http may be used, which everybody on the way can read and change. Packages are signed, so what somebody could do
    /// is to hide newer versions.</summary>
    public bool AllowsInsecureConnections { get; init; }

    /// <summary>For one whole answer that is a list.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For one whole package.</summary>
    public TimeSpan PackagePatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For the next byte of any answer.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);
}
