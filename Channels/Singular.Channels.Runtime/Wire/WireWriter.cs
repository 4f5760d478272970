using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Singular.Channels.Runtime;

/// <summary>Writes a message into private memory: little-endian, packed; a string is its number of UTF-16 code units (u32) and
/// the units; a span is its number of elements (u32), zeros up to a multiple of 8, and its bytes.</summary>
public ref struct WireWriter
{
    private readonly int _capacity;
    private Span<byte> _rest;

    /// <param name="buffer">Where the message goes.</param>
    /// <param name="position">Where in it the next value goes.</param>
    public WireWriter(Span<byte> buffer, int position)
    {
        _capacity = buffer.Length;
        _rest = buffer[position..];
    }

    /// <summary>Bytes written, counted from the start of the buffer.</summary>
    public readonly int Length => _capacity - _rest.Length;

    /// <summary>Bytes that still fit.</summary>
    internal readonly int Room => _rest.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value) => Take(1)[0] = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBoolean(bool value) => Take(1)[0] = value ? (byte)1 : (byte)0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    /// <returns>False when it does not fit; nothing was written then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryWriteUInt64(ulong value)
    {
        Span<byte> rest = _rest;
        if (rest.Length < sizeof(ulong))
            return false;
        BinaryPrimitives.WriteUInt64LittleEndian(rest, value);
        _rest = rest[sizeof(ulong)..];
        return true;
    }

    public void WriteSingle(float value) => BinaryPrimitives.WriteSingleLittleEndian(Take(4), value);

    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(8), value);

    /// <summary>Ticks and kind as <see cref="DateTime.ToBinary"/> without its time-zone arithmetic: ticks in the low 62 bits,
    /// kind in the upper 2.</summary>
    public void WriteDateTime(DateTime value) => WriteUInt64((ulong)value.Ticks | ((ulong)value.Kind << 62));

    public void WriteDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        foreach (int part in bits)
            WriteUInt32((uint)part);
    }

    /// <summary>Leaves room for <see cref="WireBlock"/> to fill; every byte of it must be filled.</summary>
    /// <param name="count">Bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> WriteBlock(int count) => Take(count);

    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        WriteUInt32((uint)value.Length);
        // Sound: the cast checks lengths, and any bits are a char; of spans T is unmanaged, and a contract has only numbers there.
        MemoryMarshal.AsBytes(value.AsSpan()).CopyTo(Take(2 * value.Length));
    }

    public void WriteSpan<T>(ReadOnlySpan<T> value)
        where T : unmanaged
    {
        WriteUInt32((uint)value.Length);
        int padding = -Length & 7;
        Take(padding).Clear();
        MemoryMarshal.AsBytes(value).CopyTo(Take(checked(value.Length * Unsafe.SizeOf<T>())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int count)
    {
        Span<byte> rest = _rest;
        _rest = rest[count..];
        return rest[..count];
    }
}
