using Singular.Channels.Runtime;

namespace Singular.Channels.FarProcess;

/// <summary>What the second process runs on: it is told on its command line where the memory of its channel is.</summary>
public sealed class FarPlatform(string[] arguments)
{
    public IWaker Waker { get; } = new FutexWaker();

    public IChannelMemory OpenChannel() => LinuxChannelMemory.Open(arguments[0]);
}
