using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>Values at fixed places of a block that was taken out of a message at once; the format is that of <see cref="WireWriter"/>.
/// For generated code, which uses it for structs without strings: one check of the length instead of one for each value.</summary>
public static class WireBlock
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte ReadByte(Span<byte> block, int offset) => block[offset];

    /// <summary>Any byte but 0 reads as true, so what comes out is 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ReadBoolean(Span<byte> block, int offset) => block[offset] != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ReadUInt16(Span<byte> block, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(block[offset..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadUInt32(Span<byte> block, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(block[offset..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadUInt64(Span<byte> block, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(block[offset..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ReadSingle(Span<byte> block, int offset) => BinaryPrimitives.ReadSingleLittleEndian(block[offset..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ReadDouble(Span<byte> block, int offset) => BinaryPrimitives.ReadDoubleLittleEndian(block[offset..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteByte(Span<byte> block, int offset, byte value) => block[offset] = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteBoolean(Span<byte> block, int offset, bool value) => block[offset] = value ? (byte)1 : (byte)0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt16(Span<byte> block, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(block[offset..], value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt32(Span<byte> block, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(block[offset..], value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt64(Span<byte> block, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(block[offset..], value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteSingle(Span<byte> block, int offset, float value) => BinaryPrimitives.WriteSingleLittleEndian(block[offset..], value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteDouble(Span<byte> block, int offset, double value) => BinaryPrimitives.WriteDoubleLittleEndian(block[offset..], value);
}
