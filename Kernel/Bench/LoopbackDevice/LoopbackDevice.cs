using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.Network;

/// <summary>A network device whose link leads back to itself: the buffers that are sent are the ones that are received.</summary>
[Driver(Provides = typeof(INetworkDevice))]
public sealed class LoopbackDevice : INetworkDevice
{
    private const int HeaderBytes = 14;
    private const int MaxDataBytes = 9_216;
    private const int MaxFrames = 64;

    private readonly OwnedQueue<byte> _frames = new();
    private readonly Queue<TaskCompletionSource<int>> _waitForFrame = new();
    private readonly Queue<TaskCompletionSource<int>> _waitForRoom = new();
    private readonly TaskCompletionSource<LinkStatus> _linkChange = new();

    // How many are in the queue, kept here so that nothing that could throw stands between a buffer's coming and its going on.
    private int _count;

    // A locally administered address.
    public NetworkIdentity Identity() => new(new MacAddress(0x02_00_00_00_00_01), MaxDataBytes);

    public LinkStatus Link() => new(IsUp: true, 0, IsFullDuplex: true);

    public Result<Done, NetworkError> Send(Owned<byte> frame)
    {
        if (frame.Length is < HeaderBytes or > HeaderBytes + MaxDataBytes)
        {
            frame.Dispose();
            return NetworkError.InvalidFrame;
        }
        if (_count >= MaxFrames)
        {
            frame.Dispose();
            return NetworkError.QueueFull;
        }
        _frames.Enqueue(frame);
        _count++;
        if (_waitForFrame.Count > 0)
            Complete(_waitForFrame, _count);
        return default(Done);
    }

    public Result<Owned<byte>, NetworkError> TryReceive()
    {
        if (_count == 0)
            return NetworkError.Empty;
        _count--;
        if (_waitForRoom.Count > 0)
            Complete(_waitForRoom, MaxFrames - _count);
        return _frames.TryDequeue(out Owned<byte> frame) ? frame : NetworkError.Empty;
    }

    public ValueTask<int> WaitForFrame() => _count > 0 ? new(_count) : Wait(_waitForFrame);

    public ValueTask<int> WaitForRoom() => _count < MaxFrames ? new(MaxFrames - _count) : Wait(_waitForRoom);

    public ValueTask<LinkStatus> WaitForLink(LinkStatus known) => known == Link() ? new(_linkChange.Task) : new(Link());

    private static ValueTask<int> Wait(Queue<TaskCompletionSource<int>> waiting)
    {
        var source = new TaskCompletionSource<int>();
        waiting.Enqueue(source);
        return new(source.Task);
    }

    private static void Complete(Queue<TaskCompletionSource<int>> waiting, int count)
    {
        while (waiting.TryDequeue(out TaskCompletionSource<int>? source))
            source.SetResult(count);
    }
}
