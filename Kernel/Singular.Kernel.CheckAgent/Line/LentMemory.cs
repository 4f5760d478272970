using Singular.Channels.Runtime;

namespace Singular.Kernel.CheckAgent.Line;

/// <summary>Memory for one of the channels that are made in it, one after the other.</summary>
/// <param name="memory">Whoever made it disposes it.</param>
public sealed class LentMemory(IChannelMemory memory) : IChannelMemory
{
    private readonly ManualResetEventSlim _givenBack = new();

    public nint Address => memory.Address;

    public int Length => memory.Length;

    /// <summary>Waits until both ends of the channel have done with it.</summary>
    public bool WaitUntilGivenBack(TimeSpan limit) => _givenBack.Wait(limit);

    public void Dispose() => _givenBack.Set();
}
