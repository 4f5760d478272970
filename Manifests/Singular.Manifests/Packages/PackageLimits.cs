namespace Singular.Manifests;

/// <summary>What a package may hold at most. The reader checks each limit before it allocates for what the limit bounds.</summary>
public static class PackageLimits
{
    /// <summary>Bytes of the package file.</summary>
    public const int MaxPackageBytes = 64 * 1024 * 1024;

    /// <summary>Entries of the zip file.</summary>
    public const int MaxEntries = 512;

    /// <summary>Bytes of one entry after decompression.</summary>
    public const int MaxEntryBytes = 16 * 1024 * 1024;

    /// <summary>Bytes of all entries after decompression.</summary>
    public const long MaxTotalBytes = 128L * 1024 * 1024;

    /// <summary>Largest ratio of an entry's size to its compressed size, for entries of more than <see cref="RatioFloorBytes"/>.
    /// Assemblies come to about 3.</summary>
    public const int MaxRatio = 100;

    /// <summary>Entries up to this size, in bytes, may have any ratio.</summary>
    public const int RatioFloorBytes = 64 * 1024;

    /// <summary>Characters of an entry's path.</summary>
    public const int MaxPathLength = 200;

    /// <summary>Bytes of the signature.</summary>
    public const int MaxSignatureBytes = 64 * 1024;

    /// <summary>Bytes of the nuspec.</summary>
    public const int MaxNuspecBytes = 64 * 1024;
}
