using Singular.Channels.Runtime;

namespace Singular.Kernel.CheckAgent.Line;

/// <summary>Half of the shared memory, lent to one channel. Channels take turns, so that a new one is made while the other end may still be inside the
/// one before.</summary>
/// <param name="memory">All of it; whoever made it disposes it.</param>
/// <param name="half">0 or 1.</param>
/// <param name="contract">What the channel is for: one that moves buffers has slots for them.</param>
public sealed class LentMemory(IChannelMemory memory, int half, ContractBinding contract) : IChannelMemory
{
    /// <summary>Bytes of each half: QEMU takes multiples of 2 MiB.</summary>
    public const int HalfBytes = 2 << 20;

    private readonly ManualResetEventSlim _givenBack = new();

    public nint Address => memory.Address + half * HalfBytes;

    public int Length { get; } = contract.MovesBuffers ? ChannelLayout.RegionBytesWithBuffers : ChannelLayout.RegionBytes;

    /// <summary>Waits until both ends of the channel have done with it.</summary>
    public bool WaitUntilGivenBack(TimeSpan limit) => _givenBack.Wait(limit);

    public void Dispose() => _givenBack.Set();
}
