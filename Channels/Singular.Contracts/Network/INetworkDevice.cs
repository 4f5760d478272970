using Singular.Channels;

namespace Singular.Contracts;

/// <summary>A device that sends and receives Ethernet frames.</summary>
/// <remarks>
/// A frame is what IEEE Std 802.3-2022, clause 3, has from the destination address to the end of the data: 6 bytes destination, 6 bytes
/// source, 2 bytes length or type, high byte first, and the data. Preamble, padding to the shortest frame and the check sequence are the
/// device's; a frame whose check sequence is wrong is never given. Frames are neither changed nor taken apart.
/// </remarks>
[Contract("singular.network-device", 1, 0)]
public interface INetworkDevice
{
    /// <summary>The device's own address and the frames that it takes.</summary>
    [Repeatable]
    NetworkIdentity Identity();

    /// <summary>The state of the link now.</summary>
    [Repeatable]
    LinkStatus Link();

    /// <summary>Takes over a frame and sends it behind those that it took before. It may be lost on its way like any frame.</summary>
    /// <param name="frame">The frame: 14 bytes of header and at most <see cref="NetworkIdentity.MaxDataBytes"/> of data. The buffer moves,
    /// whatever comes back.</param>
    /// <returns><see cref="NetworkError.InvalidFrame"/>, <see cref="NetworkError.QueueFull"/>, <see cref="NetworkError.LinkDown"/> or
    /// <see cref="NetworkError.DeviceFailed"/>: the frame was not sent and will not be.</returns>
    Result<Done, NetworkError> Send(Owned<byte> frame);

    /// <summary>Takes the oldest frame that has come in; does not wait. When nobody takes them, the device drops the newest ones.</summary>
    /// <returns>A buffer exactly as long as the frame, which is the caller's; <see cref="NetworkError.Empty"/> or
    /// <see cref="NetworkError.DeviceFailed"/>.</returns>
    Result<Owned<byte>, NetworkError> TryReceive();

    /// <summary>Completes when <see cref="TryReceive"/> has a frame to give.</summary>
    /// <returns>The number of frames that are waiting, at least 1.</returns>
    ValueTask<int> WaitForFrame();

    /// <summary>Completes when <see cref="Send"/> has room again.</summary>
    /// <returns>The number of frames that would be taken now, at least 1.</returns>
    ValueTask<int> WaitForRoom();

    /// <summary>Completes when <see cref="Link"/> gives something else than it gave before.</summary>
    /// <param name="known">What the caller saw last; when it is not what holds now, the call completes at once.</param>
    ValueTask<LinkStatus> WaitForLink(LinkStatus known);
}
