namespace Singular.Manifests;

/// <summary>What a condition of a rule looks at; the key before the equals sign, in lower case.</summary>
public enum PolicyConditionKind
{
    /// <summary>Signer's name pattern or fingerprint.</summary>
    Signer,

    /// <summary>Package id pattern.</summary>
    Package,

    /// <summary>Version range.</summary>
    Version,

    /// <summary>Instance name pattern, e.g. <c>RamDisk#1</c>.</summary>
    Instance,

    /// <summary>Pattern of the name of the provided contract.</summary>
    Contract,

    /// <summary>One of <see cref="PolicyCapabilities"/> that the driver asks for.</summary>
    Capability,

    /// <summary><c>yes</c> or <c>no</c>: whether the package passed every check.</summary>
    Verified,

    /// <summary><c>yes</c>, <c>no</c>, or a pattern of the name of the repository whose countersignature counts.</summary>
    Countersigned,

    /// <summary><c>yes</c>, <c>no</c>, or a pattern of the name of the tester whose attestation counts.</summary>
    Attested,
}
