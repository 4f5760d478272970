using System.Buffers.Binary;

namespace Singular.Verifier.Images;

/// <summary>A range of an image's bytes. Every read is checked against the range and refuses the image when it lies outside.</summary>
internal readonly struct ByteView
{
    private readonly byte[] _bytes;

    public ByteView(byte[] bytes)
        : this(bytes, 0, bytes.Length)
    {
    }

    private ByteView(byte[] bytes, int start, int length)
    {
        _bytes = bytes;
        Start = start;
        Length = length;
    }

    /// <summary>Offset of the range in the file.</summary>
    public int Start { get; }

    public int Length { get; }

    public ReadOnlySpan<byte> Span => new(_bytes, Start, Length);

    public byte U8(long offset) => Need(offset, 1)[0];

    public ushort U16(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(Need(offset, 2));

    public uint U32(long offset) => BinaryPrimitives.ReadUInt32LittleEndian(Need(offset, 4));

    public ulong U64(long offset) => BinaryPrimitives.ReadUInt64LittleEndian(Need(offset, 8));

    /// <param name="offset">Where the part begins, from the start of this range.</param>
    /// <param name="length">Bytes in the part.</param>
    /// <param name="code">The finding when the part does not lie inside.</param>
    /// <param name="what">What the part is, for the message.</param>
    public ByteView Slice(long offset, long length, string code, string what)
    {
        if (offset < 0 || length < 0 || offset > Length || length > Length - offset)
            throw new ImageFormatException(code, $"{what} ({length} bytes at offset {offset}) does not lie inside its {Length} bytes.");
        return new ByteView(_bytes, Start + (int)offset, (int)length);
    }

    /// <summary>Everything from <paramref name="offset"/> to the end.</summary>
    public ByteView From(long offset, string code, string what) => Slice(offset, Length - offset, code, what);

    private ReadOnlySpan<byte> Need(long offset, int count)
    {
        if ((ulong)offset > (ulong)Length || Length - offset < count)
            ThrowShort(offset, count);
        return new ReadOnlySpan<byte>(_bytes, Start + (int)offset, count);
    }

    private void ThrowShort(long offset, int count) =>
        throw new ImageFormatException(ImageCodes.Truncated, $"{count} bytes at offset {offset} of a part of {Length} bytes are missing.");
}
