using Singular.Kernel.Platform;

namespace Singular.Kernel.Machine;

/// <summary>A grant that is a handle.</summary>
internal interface INucleusGrant : IProcessGrant
{
    /// <summary>The handle that a process gets a copy of.</summary>
    long HandleNumber { get; }
}
