using System.Buffers.Binary;

namespace Singular.Kernel.CheckAgent.Line;

/// <summary>The bytes on the line. A bell is one byte from 1 to <see cref="LastBell"/>. A frame is <see cref="Mark"/>, command, sequence, u16 bytes
/// of payload, the payload, and a byte that makes the sum of all behind the mark a multiple of 256. Zeros between these mean nothing.</summary>
public static class LineCodec
{
    /// <summary>First byte of a frame.</summary>
    public const byte Mark = 0xA5;

    /// <summary>Highest bell: the words of a channel that are slept on lie in its first 512 bytes, one in each cache line. Those from
    /// <see cref="FirstBellBack"/> on are of the channel for calls out of the guest.</summary>
    public const byte LastBell = 15;

    /// <summary>What the bells of the channel for calls out of the guest begin with.</summary>
    public const byte FirstBellBack = 8;

    /// <summary>The checker fills what it sends up to a multiple of this with zeros: the agent's chip is set to interrupt when it has so many bytes, and
    /// QEMU hands them over at one stroke; byte by byte a command would take a hundred times as long.</summary>
    public const int ChunkBytes = 14;

    /// <summary>Longest payload.</summary>
    public const int MaxPayload = 4_096;

    internal const int HeaderBytes = 5;

    /// <summary>Fills bytes up to a whole number of chunks.</summary>
    public static byte[] Fill(ReadOnlySpan<byte> bytes)
    {
        byte[] filled = new byte[(bytes.Length + ChunkBytes - 1) / ChunkBytes * ChunkBytes];
        bytes.CopyTo(filled);
        return filled;
    }

    /// <summary>The bytes of a frame.</summary>
    public static byte[] Encode(LineFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frame.Payload.Length, MaxPayload);
        byte[] bytes = new byte[HeaderBytes + frame.Payload.Length + 1];
        bytes[0] = Mark;
        bytes[1] = (byte)frame.Command;
        bytes[2] = frame.Sequence;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(3), (ushort)frame.Payload.Length);
        frame.Payload.CopyTo(bytes, HeaderBytes);
        bytes[^1] = (byte)-Sum(bytes);
        return bytes;
    }

    /// <summary>Sum of all behind the mark, modulo 256.</summary>
    internal static byte Sum(ReadOnlySpan<byte> frame)
    {
        byte sum = 0;
        foreach (byte value in frame[1..])
            sum += value;
        return sum;
    }
}
