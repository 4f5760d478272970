using System.Buffers.Binary;
using System.Text;

namespace Singular.Kernel.CheckAgent.Line;

/// <summary>How the guest is.</summary>
/// <param name="IsRunning">The driver under check serves calls.</param>
/// <param name="Ring">Privilege level in which it runs.</param>
/// <param name="Buffers">Buffers of the exchange heap that its present life holds.</param>
/// <param name="ClientBuffers">Those that the present client holds.</param>
/// <param name="ClientEndpoints">Endpoints that the present client holds at the driver.</param>
/// <param name="FreeKiB">Memory that nobody has.</param>
/// <param name="Text">Instance, placement, state and the reason for it, for people.</param>
public sealed record GuestStatus(bool IsRunning, int Ring, int Buffers, int ClientBuffers, int ClientEndpoints, long FreeKiB, string Text)
{
    /// <summary>The version of the line's protocol; both ends must have the same.</summary>
    public const byte Version = 1;

    // u8 version, u8 running, u8 ring, u8 0, u32 buffers, u32 buffers of the client, u32 endpoints of the client, u64 KiB, text.
    private const int FixedBytes = 24;

    public byte[] Write()
    {
        byte[] text = Encoding.UTF8.GetBytes(Text);
        byte[] payload = new byte[FixedBytes + Math.Min(text.Length, LineCodec.MaxPayload - FixedBytes)];
        payload[0] = Version;
        payload[1] = IsRunning ? (byte)1 : (byte)0;
        payload[2] = (byte)Ring;
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(4), Buffers);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(8), ClientBuffers);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(12), ClientEndpoints);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(16), FreeKiB);
        text.AsSpan(0, payload.Length - FixedBytes).CopyTo(payload.AsSpan(FixedBytes));
        return payload;
    }

    /// <exception cref="LineProtocolException">It is no status, or one of another version.</exception>
    public static GuestStatus Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < FixedBytes || payload[0] != Version)
            throw new LineProtocolException($"a status of {payload.Length} bytes and version {(payload.Length > 0 ? payload[0] : 0)}; expected at least {FixedBytes} and version {Version}");
        return new GuestStatus(
            payload[1] == 1, payload[2], BinaryPrimitives.ReadInt32LittleEndian(payload[4..]), BinaryPrimitives.ReadInt32LittleEndian(payload[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(payload[12..]), BinaryPrimitives.ReadInt64LittleEndian(payload[16..]), Encoding.UTF8.GetString(payload[FixedBytes..]));
    }
}
