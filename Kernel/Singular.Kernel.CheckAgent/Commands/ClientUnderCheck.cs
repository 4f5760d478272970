using Singular.Channels.Runtime;
using Singular.Kernel.CheckAgent.Line;

namespace Singular.Kernel.CheckAgent.Commands;

/// <summary>A client of the driver under check, whose calls come over the shared channel. The kernel's boundary stands between, as it does
/// before every client.</summary>
internal sealed class ClientUnderCheck
{
    /// <summary>How long the end of a client may take: its endpoints are closed by calls to the driver.</summary>
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(10);

    private readonly Domain _domain = new("checker", DomainOptions.UsesAwait);
    private readonly ServerLoop _loop;
    private readonly LentMemory _memory;
    private readonly ChannelBack? _back;
    private readonly ClientChannel? _callBacks;
    private readonly Boundary _boundary;

    /// <param name="binding">The contract.</param>
    /// <param name="slot">Where the driver is found.</param>
    /// <param name="memory">The channel's memory, formatted by the checker.</param>
    /// <param name="waker">Rings at the checker.</param>
    /// <param name="back">For calls of endpoints that the checker hands over; null where the contract takes none.</param>
    /// <exception cref="LineProtocolException">The memory holds no channel.</exception>
    internal ClientUnderCheck(ContractBinding binding, ServerSlot slot, LentMemory memory, IWaker waker, ChannelBack? back)
    {
        _memory = memory;
        _back = back;
        using var region = new ChannelRegion(memory);
        if (!region.IsFormatted)
            throw new LineProtocolException("the shared memory holds no channel");
        _boundary = binding.CreateBoundary(slot, _domain);
        var peer = new DriverPeer(_domain);
        _loop = new ServerLoop(region, waker, binding.CreateServer(_boundary), peer);
        if (back is not null)
        {
            // The checker is to this kernel what a driver's process is: its domain waits for the threads that carry out its calls.
            _domain.WatchCircles();
            _callBacks = Open(back, peer);
            _loop.PairWith(_callBacks);
        }
        _loop.Start();
    }

    private static ClientChannel Open(ChannelBack back, IChannelPeer peer)
    {
        using var region = new ChannelRegion(back.Memory);
        return region.IsFormatted ? new ClientChannel(region, back.Waker, peer) : throw new LineProtocolException("the shared memory holds no channel for calls back");
    }

    internal int Buffers => _domain.BufferCount;

    internal int Endpoints => _boundary.Session.Endpoints;

    /// <summary>Lets the client die.</summary>
    /// <returns>Null when nothing of it is left, else what is.</returns>
    internal string? Die()
    {
        _domain.Stop();
        _loop.Close();
        _callBacks?.Dispose();
        if (!_loop.Join(s_endLimit) || !_memory.WaitUntilGivenBack(s_endLimit) || _back?.Memory.WaitUntilGivenBack(s_endLimit) == false)
            return $"a call of the client is still inside the driver, or its endpoints do not end, {s_endLimit.TotalSeconds:0} s after its death";
        if (Endpoints != 0 || Buffers != 0)
            return $"the dead client still has {Endpoints} endpoints and {Buffers} buffers";
        if (_domain.WaitUntilEmpty(s_endLimit))
            _domain.Retire();
        return null;
    }
}
