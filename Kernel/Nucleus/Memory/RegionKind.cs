namespace Singular.Nucleus;

/// <summary>Where a region's pages come from.</summary>
internal enum RegionKind : byte
{
    /// <summary>Zero-filled private pages.</summary>
    Anonymous,

    /// <summary>The same for a thread's stack: mostly never touched, so nothing is kept ready for it.</summary>
    Stack,

    /// <summary>Pages of a boot image entry, copied when first written to.</summary>
    Private,

    /// <summary>The very pages of a memory object.</summary>
    Shared,
}
