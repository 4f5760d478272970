using System.Buffers.Binary;

namespace Singular.Kernel.CheckAgent.Line;

/// <summary>One access to an I/O port.</summary>
/// <param name="IsWrite">It writes.</param>
/// <param name="Port">The port.</param>
/// <param name="Width">Bytes: 1, 2 or 4.</param>
/// <param name="Value">What is written.</param>
public readonly record struct PortAccess(bool IsWrite, int Port, int Width, uint Value)
{
    /// <summary>u8 1 for a write, u8 width, u16 port, u32 value.</summary>
    private const int Bytes = 8;

    /// <summary>Most accesses of one command.</summary>
    public const int Most = LineCodec.MaxPayload / Bytes;

    public static PortAccess Read8(int port) => new(false, port, 1, 0);

    public static PortAccess Write8(int port, byte value) => new(true, port, 1, value);

    /// <summary>The payload for some accesses.</summary>
    public static byte[] Write(IReadOnlyList<PortAccess> accesses)
    {
        ArgumentNullException.ThrowIfNull(accesses);
        byte[] payload = new byte[accesses.Count * Bytes];
        for (int i = 0; i < accesses.Count; i++)
        {
            Span<byte> one = payload.AsSpan(i * Bytes, Bytes);
            one[0] = accesses[i].IsWrite ? (byte)1 : (byte)0;
            one[1] = (byte)accesses[i].Width;
            BinaryPrimitives.WriteUInt16LittleEndian(one[2..], (ushort)accesses[i].Port);
            BinaryPrimitives.WriteUInt32LittleEndian(one[4..], accesses[i].Value);
        }
        return payload;
    }

    /// <summary>The accesses of a payload.</summary>
    /// <exception cref="LineProtocolException">It holds none.</exception>
    public static IReadOnlyList<PortAccess> Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length == 0 || payload.Length % Bytes != 0)
            throw new LineProtocolException($"{payload.Length} bytes of port accesses; expected a multiple of {Bytes}");
        var accesses = new PortAccess[payload.Length / Bytes];
        for (int i = 0; i < accesses.Length; i++)
        {
            ReadOnlySpan<byte> one = payload.Slice(i * Bytes, Bytes);
            if (one[0] > 1 || one[1] is not (1 or 2 or 4))
                throw new LineProtocolException($"port access {i} is of kind {one[0]} and {one[1]} bytes wide; expected kind 0 or 1 and 1, 2 or 4 bytes");
            accesses[i] = new PortAccess(one[0] == 1, BinaryPrimitives.ReadUInt16LittleEndian(one[2..]), one[1], BinaryPrimitives.ReadUInt32LittleEndian(one[4..]));
        }
        return accesses;
    }
}
