using Singular.Channels.Runtime;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Hosting;

/// <summary>Memory that the kernel made to share it with a process.</summary>
internal sealed class HostedRegion(int bytes) : ISharedRegion
{
    private readonly LinuxChannelMemory _memory = LinuxChannelMemory.Create(bytes);

    public IChannelMemory Memory => _memory;

    /// <summary>Where the process opens it while it starts.</summary>
    internal string Path => _memory.Path;

    public void Dispose()
    {
        // Whoever took the memory frees it; there is no other right to give up.
    }
}
