namespace Singular.Verifier.Images;

/// <summary>Compressed unsigned integers of signatures and heaps (ECMA-335 II.23.2).</summary>
internal static class CompressedInteger
{
    /// <returns>The value, and the number of bytes that it takes: 1, 2 or 4.</returns>
    /// <exception cref="ImageFormatException">The first byte begins no integer, or bytes are missing.</exception>
    public static (uint Value, int Length) Read(ByteView bytes, long offset)
    {
        byte first = bytes.U8(offset);
        if ((first & 0x80) == 0)
            return (first, 1);
        if ((first & 0x40) == 0)
            return ((uint)(first & 0x3F) << 8 | bytes.U8(offset + 1), 2);
        if ((first & 0x20) != 0)
            throw new ImageFormatException(ImageCodes.Heap, $"Byte 0x{first:X2} begins no compressed integer.");
        uint value = (uint)(first & 0x1F) << 24 | (uint)bytes.U8(offset + 1) << 16 | (uint)bytes.U8(offset + 2) << 8 | bytes.U8(offset + 3);
        return (value, 4);
    }
}
