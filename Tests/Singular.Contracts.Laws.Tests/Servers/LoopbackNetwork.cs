using Singular.Channels;

namespace Singular.Contracts.Laws.Tests.Servers;

/// <summary>How a loopback is wrong.</summary>
public enum NetworkFault
{
    None,
    TakesAnyLength,
    GroupAddress,
    RateWithoutLink,
    CutsFrames,
    NeverTells,
}

/// <summary>A cable that leads back to its own plug: what is sent comes in.</summary>
public sealed class LoopbackNetwork(NetworkFault fault, bool isUp) : INetworkDevice
{
    private const int Header = 14;
    private const int MaxData = 1_500;
    private const int Room = 8;

    private readonly OwnedQueue<byte> _frames = new();

    public NetworkIdentity Identity() => new(new MacAddress(fault == NetworkFault.GroupAddress ? 0x0102_0304_0506u : 0x0202_0304_0506u), MaxData);

    public LinkStatus Link() => new(isUp, isUp || fault == NetworkFault.RateWithoutLink ? 1_000 : 0, isUp);

    public Result<Done, NetworkError> Send(Owned<byte> frame)
    {
        NetworkError? error = WhyNot(frame.Length);
        if (error is null)
            _frames.Enqueue(frame);
        else
            frame.Dispose();
        return error is { } refused ? refused : new Done();
    }

    public Result<Owned<byte>, NetworkError> TryReceive()
    {
        if (!_frames.TryDequeue(out Owned<byte> frame))
            return NetworkError.Empty;
        if (fault != NetworkFault.CutsFrames)
            return Result<Owned<byte>, NetworkError>.Ok(frame);
        frame.Dispose();
        return Result<Owned<byte>, NetworkError>.Ok(Owned<byte>.Allocate(Header - 1));
    }

    private NetworkError? WhyNot(int length)
    {
        if (fault != NetworkFault.TakesAnyLength && length is < Header or > Header + MaxData)
            return NetworkError.InvalidFrame;
        if (!isUp)
            return NetworkError.LinkDown;
        return _frames.Count == Room ? NetworkError.QueueFull : null;
    }

    public ValueTask<int> WaitForFrame() => new(Math.Max(1, _frames.Count));

    public ValueTask<int> WaitForRoom() => new(Math.Max(1, Room - _frames.Count));

    public ValueTask<LinkStatus> WaitForLink(LinkStatus known) =>
        known == Link() || fault == NetworkFault.NeverTells ? new ValueTask<LinkStatus>(new TaskCompletionSource<LinkStatus>().Task) : new ValueTask<LinkStatus>(Link());
}
