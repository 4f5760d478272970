namespace Singular.Verifier.Isolation;

/// <summary>Where a type comes from, which decides what a driver may do with it.</summary>
internal enum Origin
{
    /// <summary>Defined by the assembly under verification.</summary>
    Own,

    /// <summary>The platform library: only what the profile lists.</summary>
    Platform,

    /// <summary>What drivers are made for: the channel library, the SDK, contracts, and the package's private assemblies, which are
    /// verified by the same rules. All that is public.</summary>
    Open,

    /// <summary>Another part of the system, or nothing that the reference set knows.</summary>
    Foreign,
}
