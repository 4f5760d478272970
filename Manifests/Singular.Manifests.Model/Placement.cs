namespace Singular.Manifests;

/// <summary>Where a driver runs. Written <c>deny</c>, <c>process</c>, <c>kernel</c>.</summary>
public enum Placement
{
    /// <summary>Nowhere: the driver may be installed but is not part of an image.</summary>
    Deny,

    /// <summary>In a hardware-isolated process of its own (ring 3).</summary>
    Process,

    /// <summary>Linked into the kernel image (ring 0), isolated by verification.</summary>
    Kernel,
}
