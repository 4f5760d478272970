using Singular.Kernel.Platform;

namespace Singular.Kernel.Hosting;

internal sealed record HostedPortRange(int First, int Count) : IPortRange
{
    public void Dispose()
    {
        // The right lives in the link that is made when a process starts, and ends with the process.
    }
}
