using System.Buffers.Binary;

namespace Singular.Verifier.Bodies;

/// <summary>
/// Finds method bodies in the image's bytes (ECMA-335 II.25.3, II.25.4): maps relative virtual addresses through the section table
/// and reads headers and clause tables with every length checked.
/// </summary>
internal sealed class MethodBodyReader
{
    private readonly ReadOnlyMemory<byte> _image;
    private readonly (uint Address, uint Size, uint Offset)[] _sections;
    private readonly VerificationLimits _limits;

    /// <exception cref="BadImageFormatException">The headers are not those of a PE file.</exception>
    public MethodBodyReader(ReadOnlyMemory<byte> image, VerificationLimits limits)
    {
        _image = image;
        _limits = limits;
        _sections = ReadSections(image.Span);
        UserStrings = FindUserStrings(image.Span);
    }

    /// <summary>The #US heap; empty when the image has none.</summary>
    public ReadOnlyMemory<byte> UserStrings { get; }

    /// <summary>The bytes from a relative virtual address to the end of its section's data in the file.</summary>
    /// <exception cref="InvalidBodyException">The address is in no section.</exception>
    public ReadOnlyMemory<byte> At(uint address)
    {
        foreach (var (start, size, offset) in _sections)
        {
            if (address >= start && address - start < size)
                return _image.Slice((int)(offset + (address - start)), (int)(size - (address - start)));
        }
        throw new InvalidBodyException("TypesBadBody", $"address 0x{address:x} is in no section of the file");
    }

    /// <exception cref="InvalidBodyException">The body is not well-formed.</exception>
    public MethodBodyImage Read(uint address)
    {
        var bytes = At(address);
        var span = bytes.Span;
        // CorILMethod_TinyFormat 2, CorILMethod_FatFormat 3 in the low bits (II.25.4.1).
        if ((span[0] & 3) == 2)
        {
            var size = span[0] >> 2;
            return new MethodBodyImage(Code(bytes, 1, size), 8, false, 0, []);
        }
        if ((span[0] & 7) != 3 || span.Length < 12)
            throw new InvalidBodyException("TypesBadBody", "neither a tiny nor a fat method header");
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(span);
        // Format 0x3, MoreSects 0x8, InitLocals 0x10; the header's size, 3 words, in the top four bits (II.25.4.3).
        if ((flags & 0x0FE4) != 0 || flags >> 12 != 3)
            throw new InvalidBodyException("TypesBadBody", $"fat header flags 0x{flags:x4}");
        var maxStack = BinaryPrimitives.ReadUInt16LittleEndian(span[2..]);
        var codeSize = BinaryPrimitives.ReadUInt32LittleEndian(span[4..]);
        var locals = BinaryPrimitives.ReadUInt32LittleEndian(span[8..]);
        var code = Code(bytes, 12, codeSize);
        var clauses = (flags & 8) != 0 ? ReadClauses(span, Align4(12 + (int)codeSize, address)) : [];
        return new MethodBodyImage(code, maxStack, (flags & 0x10) != 0, locals, clauses);
    }

    /// <summary>Sections of a body start at addresses that are multiples of four.</summary>
    private static int Align4(int offset, uint address) => offset + (int)(-(address + (uint)offset) & 3);

    private ReadOnlyMemory<byte> Code(ReadOnlyMemory<byte> bytes, int start, long size)
    {
        if (size == 0)
            throw new InvalidBodyException("CodeSizeZero", "a body without code");
        if (size > _limits.CodeBytes)
            throw new VerificationLimitException("bytes of code in a method", _limits.CodeBytes);
        if (start + size > bytes.Length)
            throw new InvalidBodyException("TypesBadBody", $"{size} bytes of code reach over the section's end");
        return bytes.Slice(start, (int)size);
    }

    private List<RegionClause> ReadClauses(ReadOnlySpan<byte> span, int offset)
    {
        if (offset + 4 > span.Length)
            throw new InvalidBodyException("TypesBadBody", "the exception table is outside the section");
        // CorILMethod_Sect_EHTable 0x1, FatFormat 0x40; MoreSects 0x80 would announce another table (II.25.4.5).
        var kind = span[offset];
        if ((kind & ~0x40) != 1)
            throw new InvalidBodyException("TypesBadBody", $"method data section of kind 0x{kind:x2}");
        var fat = (kind & 0x40) != 0;
        var size = fat ? (int)(BinaryPrimitives.ReadUInt32LittleEndian(span[offset..]) >> 8) : span[offset + 1];
        var rowSize = fat ? 24 : 12;
        // Compilers write the size with or without the section's own four bytes; the number of rows is the same.
        var count = size / rowSize;
        if (size % rowSize is not (0 or 4) || offset + 4 + (count * rowSize) > span.Length)
            throw new InvalidBodyException("TypesBadBody", $"an exception table of {size} bytes");
        if (count > _limits.Clauses)
            throw new VerificationLimitException("exception clauses in a method", _limits.Clauses);
        var clauses = new List<RegionClause>(count);
        for (var i = 0; i < count; i++)
        {
            var row = span.Slice(offset + 4 + (i * rowSize), rowSize);
            clauses.Add(fat ? FatClause(row) : SmallClause(row));
        }
        return clauses;
    }

    private static RegionClause FatClause(ReadOnlySpan<byte> row) => Clause(
        BinaryPrimitives.ReadUInt32LittleEndian(row), BinaryPrimitives.ReadUInt32LittleEndian(row[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(row[8..]), BinaryPrimitives.ReadUInt32LittleEndian(row[12..]),
        BinaryPrimitives.ReadUInt32LittleEndian(row[16..]), BinaryPrimitives.ReadUInt32LittleEndian(row[20..]));

    private static RegionClause SmallClause(ReadOnlySpan<byte> row) => Clause(
        BinaryPrimitives.ReadUInt16LittleEndian(row), BinaryPrimitives.ReadUInt16LittleEndian(row[2..]), row[4],
        BinaryPrimitives.ReadUInt16LittleEndian(row[5..]), row[7], BinaryPrimitives.ReadUInt32LittleEndian(row[8..]));

    private static RegionClause Clause(uint kind, uint tryStart, uint trySize, uint handlerStart, uint handlerSize, uint extra) =>
        kind is 0 or 1 or 2 or 4
            ? new((ClauseKind)kind, tryStart, (long)tryStart + trySize, handlerStart, (long)handlerStart + handlerSize, extra)
            : throw new InvalidBodyException("TypesBadBody", $"exception clause of kind {kind}");

    private static (uint Address, uint Size, uint Offset)[] ReadSections(ReadOnlySpan<byte> file)
    {
        var pe = PeHeader(file);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(file[(pe + 6)..]);
        var table = pe + 24 + BinaryPrimitives.ReadUInt16LittleEndian(file[(pe + 20)..]);
        var sections = new (uint, uint, uint)[count];
        for (var i = 0; i < count; i++)
        {
            if (table + ((i + 1) * 40) > file.Length)
                throw new BadImageFormatException("the section table reaches over the file's end");
            var row = file.Slice(table + (i * 40), 40);
            var virtualSize = BinaryPrimitives.ReadUInt32LittleEndian(row[8..]);
            var address = BinaryPrimitives.ReadUInt32LittleEndian(row[12..]);
            var rawSize = BinaryPrimitives.ReadUInt32LittleEndian(row[16..]);
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(row[20..]);
            // Only what is both mapped and in the file counts; memory beyond the raw data is zero and no code.
            var size = Math.Min(virtualSize, rawSize);
            if ((ulong)offset + size > (ulong)file.Length)
                throw new BadImageFormatException("a section reaches over the file's end");
            sections[i] = (address, size, offset);
        }
        return sections;
    }

    private static int PeHeader(ReadOnlySpan<byte> file)
    {
        // e_lfanew at 0x3c, then "PE\0\0" and the COFF header (II.25.2.1).
        if (file.Length < 0x40 || file[0] != 'M' || file[1] != 'Z')
            throw new BadImageFormatException("no MZ header");
        var pe = BinaryPrimitives.ReadInt32LittleEndian(file[0x3c..]);
        if (pe < 0 || pe > file.Length - 256 || BinaryPrimitives.ReadUInt32LittleEndian(file[pe..]) != 0x4550)
            throw new BadImageFormatException("no PE header");
        return pe;
    }

    private ReadOnlyMemory<byte> FindUserStrings(ReadOnlySpan<byte> file)
    {
        var pe = PeHeader(file);
        var optional = pe + 24;
        // PE32 0x10b, PE32+ 0x20b; the CLI header is data directory 14 (II.25.2.3.3).
        var directories = optional + (BinaryPrimitives.ReadUInt16LittleEndian(file[optional..]) == 0x20b ? 112 : 96);
        var cli = At(BinaryPrimitives.ReadUInt32LittleEndian(file[(directories + (14 * 8))..])).Span;
        var root = At(BinaryPrimitives.ReadUInt32LittleEndian(cli[8..]));
        var span = root.Span;
        var versionLength = BinaryPrimitives.ReadInt32LittleEndian(span[12..]);
        var position = 16 + versionLength;
        var streams = BinaryPrimitives.ReadUInt16LittleEndian(span[(position + 2)..]);
        position += 4;
        for (var i = 0; i < streams; i++)
        {
            var offset = BinaryPrimitives.ReadInt32LittleEndian(span[position..]);
            var size = BinaryPrimitives.ReadInt32LittleEndian(span[(position + 4)..]);
            var name = span[(position + 8)..];
            var length = name.IndexOf((byte)0);
            if (length is < 0 or > 32)
                throw new BadImageFormatException("a stream's name does not end");
            if (name[..length].SequenceEqual("#US"u8))
                return root.Slice(offset, size);
            position += 8 + ((length + 4) & ~3);
        }
        return default;
    }
}
