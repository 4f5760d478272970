using Singular.Channels.Runtime;

namespace Singular.Kernel.CheckAgent.Line;

/// <summary>A part of the shared memory, lent to one channel. Channels take turns with the halves, so that a new one is made while the other end may still be inside the
/// one before.</summary>
public sealed class LentMemory : IChannelMemory
{
    /// <summary>Bytes of each half: two regions with buffers, and QEMU takes multiples of 2 MiB.</summary>
    public const int HalfBytes = 4 << 20;

    /// <summary>Where in a half the channel for calls out of the guest is, of a contract whose members take endpoints.</summary>
    public const int BackOffset = 2 << 20;

    private readonly ManualResetEventSlim _givenBack = new();

    private LentMemory(nint address, ContractBinding contract)
    {
        Address = address;
        Length = contract.MovesBuffers ? ChannelLayout.RegionBytesWithBuffers : ChannelLayout.RegionBytes;
    }

    public nint Address { get; }

    public int Length { get; }

    /// <summary>Lends what the channel of calls into the guest needs.</summary>
    /// <param name="memory">All of it; whoever made it disposes it.</param>
    /// <param name="half">0 or 1.</param>
    /// <param name="contract">What the channel is for: one that moves buffers has slots for them.</param>
    public static LentMemory In(IChannelMemory memory, int half, ContractBinding contract)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(contract);
        return new LentMemory(memory.Address + half * HalfBytes, contract);
    }

    /// <summary>Lends what the channel in the other direction needs.</summary>
    /// <inheritdoc cref="In" path="/param"/>
    public static LentMemory Back(IChannelMemory memory, int half, ContractBinding contract)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(contract);
        return new LentMemory(memory.Address + half * HalfBytes + BackOffset, contract);
    }

    /// <summary>Waits until both ends of the channel have done with it.</summary>
    public bool WaitUntilGivenBack(TimeSpan limit) => _givenBack.Wait(limit);

    public void Dispose() => _givenBack.Set();
}
