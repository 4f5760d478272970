namespace Singular.Manifests;

/// <summary>What the kernel knows of one driver instance of its image.</summary>
public sealed record DriverRecord
{
    /// <summary>Instance name: package id, <c>#</c>, number from 0.</summary>
    public required string Instance { get; init; }

    /// <summary>SHA-256 of the signed package file, 64 lower-case hexadecimal digits.</summary>
    public required string PackageSha256 { get; init; }

    /// <summary>Where it runs; never <see cref="Placement.Deny"/>.</summary>
    public required Placement Placement { get; init; }

    /// <summary>Text of the policy rule that decided, for people.</summary>
    public required string Rule { get; init; }

    /// <summary>Signer's name in the trust store and fingerprint, for people.</summary>
    public required string Signer { get; init; }

    public required RestartRule Restart { get; init; }

    /// <summary>Ceiling for the driver's memory in bytes; 0 where the policy sets none.</summary>
    public required long MemoryLimitBytes { get; init; }

    /// <summary>One for each import of the manifest, in the same order.</summary>
    public required IReadOnlyList<Binding> Bindings { get; init; }

    /// <summary>Name of the boot-image entry that holds the program; empty in kernel placement.</summary>
    public required string Program { get; init; }

    public required DriverManifest Manifest { get; init; }
}
