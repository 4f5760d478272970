namespace Singular.Verifier.Images;

/// <summary>For whom a rule about an image holds.</summary>
public enum ImageRule
{
    /// <summary>Holds for every managed image: one that breaks it cannot be read safely, or means different things to
    /// different readers.</summary>
    Structure,

    /// <summary>Holds for packages only: the platform's own assemblies may carry native code, pointers or resources, a
    /// driver may not.</summary>
    Isolation,
}
