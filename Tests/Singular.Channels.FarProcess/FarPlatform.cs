using Singular.Channels.Runtime;

namespace Singular.Channels.FarProcess;

/// <summary>What the second process runs on: it is told on its command line where the memory of its channel is, and which contract it is to serve.</summary>
public sealed class FarPlatform(string[] arguments)
{
    public IWaker Waker { get; } = new FutexWaker();

    /// <summary>Name of the contract's interface.</summary>
    public string Contract => arguments[1];

    public IChannelMemory OpenChannel() => LinuxChannelMemory.Open(arguments[0]);
}
