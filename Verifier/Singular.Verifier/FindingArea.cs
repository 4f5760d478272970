namespace Singular.Verifier;

/// <summary>The family of rules that a finding belongs to; a policy may waive an area, never a part of one.</summary>
public enum FindingArea
{
    /// <summary>Type load and method bodies.</summary>
    Types,

    /// <summary>Library use, attributes, statics and everything else that keeps one domain from another.</summary>
    Isolation,

    /// <summary>Rules of contract assemblies, protocols and ownership.</summary>
    Contracts,

    /// <summary>Structure of the image as bytes. Never waived: what breaks it means different things to different readers.</summary>
    Image,
}
