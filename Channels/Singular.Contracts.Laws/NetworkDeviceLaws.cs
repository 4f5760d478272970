using Singular.Channels;
using Singular.Channels.Testing;

namespace Singular.Contracts.Laws;

[LawsOf(typeof(INetworkDevice), Hash = "dd7980d5e5481fb87dc2079b416d67ad68e3e1aa22948c4fb336eb9530284508")]
public static class NetworkDeviceLaws
{
    /// <summary>IEEE Std 802.3-2022, clause 3: two addresses of 6 bytes and 2 bytes of length or type.</summary>
    private const int HeaderBytes = 14;

    public static bool The_identity_is_legal_and_stays(INetworkDevice server)
    {
        NetworkIdentity identity = server.Identity();
        ulong address = identity.Address.Value;
        return address is > 0 and < 1UL << 48 && (address >> 40 & 1) == 0 && identity.MaxDataBytes is >= 46 and <= 9_216 && server.Identity() == identity;
    }

    public static bool A_frame_of_no_legal_length_is_not_sent(INetworkDevice server, ushort length)
    {
        int longest = HeaderBytes + server.Identity().MaxDataBytes;
        int bytes = length % (longest + 100);
        if (bytes is >= HeaderBytes && bytes <= longest)
            return true;
        return server.Send(Owned<byte>.Allocate(bytes)) is { IsOk: false, Error: NetworkError.InvalidFrame or NetworkError.DeviceFailed };
    }

    public static bool A_frame_that_came_in_is_one(INetworkDevice server, ushort length)
    {
        int longest = HeaderBytes + server.Identity().MaxDataBytes;
        server.Send(Frame(server, HeaderBytes + length % (longest - HeaderBytes + 1)));
        Result<Owned<byte>, NetworkError> received = server.TryReceive();
        if (!received.IsOk)
            return received.Error is NetworkError.Empty or NetworkError.DeviceFailed;
        using Owned<byte> frame = received.Value;
        return frame.Length >= HeaderBytes && frame.Length <= longest;
    }

    public static bool A_link_that_is_down_has_no_rate_and_takes_nothing(INetworkDevice server)
    {
        LinkStatus link = server.Link();
        if (link.IsUp)
            return link.MegabitsPerSecond >= 0;
        return link is { MegabitsPerSecond: 0, IsFullDuplex: false }
            && server.Send(Frame(server, HeaderBytes + 46)) is { IsOk: false, Error: NetworkError.LinkDown or NetworkError.QueueFull or NetworkError.DeviceFailed };
    }

    public static async Task<bool> Whoever_knows_something_else_of_the_link_is_told(INetworkDevice server)
    {
        LinkStatus link = server.Link();
        await server.WaitForLink(link with { IsUp = !link.IsUp });
        return true;
    }

    private static Owned<byte> Frame(INetworkDevice server, int bytes)
    {
        var frame = Owned<byte>.Allocate(bytes);
        ulong own = server.Identity().Address.Value;
        using Pinned<byte> pin = frame.Pin();
        pin.Span[..6].Fill(0xFF);
        for (int i = 0; i < 6; i++)
            pin.Span[6 + i] = (byte)(own >> (40 - 8 * i));
        return frame;
    }
}
