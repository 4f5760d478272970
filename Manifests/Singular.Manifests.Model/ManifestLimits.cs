namespace Singular.Manifests;

/// <summary>What a manifest or image record may hold at most. A reader refuses more before it allocates for it.</summary>
public static class ManifestLimits
{
    /// <summary>Bytes of a manifest's JSON.</summary>
    public const int MaxManifestBytes = 128 * 1024;

    /// <summary>Bytes of an image record's JSON.</summary>
    public const int MaxImageRecordBytes = 16 * 1024 * 1024;

    /// <summary>Characters of a package id, as NuGet has it.</summary>
    public const int MaxIdLength = 100;

    /// <summary>Characters of a type, contract or parameter name.</summary>
    public const int MaxNameLength = 512;

    /// <summary>Characters of a description, licence text or rule.</summary>
    public const int MaxTextLength = 4_096;

    /// <summary>Entries of each list in a manifest (imports, port ranges, interrupt lines, memory blocks).</summary>
    public const int MaxListLength = 64;

    /// <summary>Drivers in an image.</summary>
    public const int MaxDrivers = 1_024;

    /// <summary>Smallest and largest memory block, in bytes.</summary>
    public const long MinMemoryBytes = 4_096, MaxMemoryBytes = 1L << 30;
}
