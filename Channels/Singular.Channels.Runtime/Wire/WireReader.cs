using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Singular.Channels.Runtime;

/// <summary>Reads a message that <see cref="WireWriter"/> should have written, from private memory: the other side cannot change
/// it any more, but may have written anything.</summary>
public ref struct WireReader
{
    private readonly int _length;
    private Span<byte> _rest;

    /// <param name="message">The whole message, in memory that the other side cannot reach.</param>
    /// <param name="position">Where its first value is.</param>
    public WireReader(Span<byte> message, int position)
    {
        _length = message.Length;
        _rest = message[position..];
    }

    /// <exception cref="MalformedMessageException">The message is too short. The same for every other read.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte() => Take(1)[0];

    /// <summary>Any byte but 0 reads as true, so what comes out is 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadBoolean() => Take(1)[0] != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public float ReadSingle() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <exception cref="MalformedMessageException">The ticks are outside the range of the type.</exception>
    public DateTime ReadDateTime()
    {
        ulong value = ReadUInt64();
        ulong ticks = value & ((1UL << 62) - 1);
        ulong kind = value >> 62;
        if (ticks > (ulong)DateTime.MaxValue.Ticks || kind > (ulong)DateTimeKind.Local)
            Refuse("a date outside its range");
        return new DateTime((long)ticks, (DateTimeKind)kind);
    }

    /// <exception cref="MalformedMessageException">The bits are no decimal.</exception>
    public decimal ReadDecimal()
    {
        int low = (int)ReadUInt32();
        int middle = (int)ReadUInt32();
        int high = (int)ReadUInt32();
        int flags = (int)ReadUInt32();
        int scale = (flags >> 16) & 0xFF;
        if ((flags & ~0x80FF_0000) != 0 || scale > 28)
            Refuse("a decimal with an impossible scale");
        return new decimal(low, middle, high, flags < 0, (byte)scale);
    }

    public string ReadString()
    {
        uint length = ReadUInt32();
        if (length > (uint)_rest.Length / 2)
            Refuse("a string longer than the message");
        // Sound: the cast checks lengths, and any bits are a char; of spans T is unmanaged, and a contract has only numbers there.
        return new string(MemoryMarshal.Cast<byte, char>(Take(2 * (int)length)));
    }

    /// <summary>The span itself, in the memory of the message: what is written to it stays there.</summary>
    public Span<T> ReadSpan<T>()
        where T : unmanaged
    {
        uint length = ReadUInt32();
        Take((_rest.Length - _length) & 7);
        if (length > (uint)_rest.Length / (uint)Unsafe.SizeOf<T>())
            Refuse("a span longer than the message");
        return MemoryMarshal.Cast<byte, T>(Take((int)length * Unsafe.SizeOf<T>()));
    }

    /// <summary>Copies a span out of the message.</summary>
    /// <exception cref="MalformedMessageException">It has not the length of <paramref name="destination"/>.</exception>
    public void ReadSpanInto<T>(Span<T> destination)
        where T : unmanaged
    {
        Span<T> source = ReadSpan<T>();
        if (source.Length != destination.Length)
            Refuse("a span of another length than was handed over");
        source.CopyTo(destination);
    }

    /// <summary>Takes the next bytes for <see cref="WireBlock"/>.</summary>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> ReadBlock(int count) => Take(count);

    /// <summary>What has not been taken yet, for those who look before they take.</summary>
    internal Span<byte> Rest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _rest;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _rest = value;
    }

    /// <summary>Nothing may be left.</summary>
    /// <exception cref="MalformedMessageException">There is.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void ReadEnd()
    {
        if (_rest.Length != 0)
            Refuse("bytes behind the last value");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int count)
    {
        Span<byte> rest = _rest;
        // Compared as the slices do it and thrown here, so that they need not look again.
        if ((uint)count > (uint)rest.Length)
            throw TooShort();
        _rest = rest[count..];
        return rest[..count];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MalformedMessageException TooShort() => new("a message that ends too early");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Refuse(string what) => throw new MalformedMessageException(what);
}
