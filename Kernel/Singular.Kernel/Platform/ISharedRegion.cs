using Singular.Channels.Runtime;

namespace Singular.Kernel.Platform;

/// <summary>Memory that the kernel shares with a process. Disposing gives up the right to hand it to a process; the memory itself
/// stays mapped until <see cref="Memory"/> is disposed.</summary>
public interface ISharedRegion : IProcessGrant, IDisposable
{
    /// <summary>The memory in the kernel's address space; the caller takes it over.</summary>
    IChannelMemory Memory { get; }
}
