namespace Singular.Verifier.Images;

/// <summary>The outer form of an image: headers, sections and data directories ("PE Format" specification and ECMA-335
/// II.25.2, II.25.3). Addresses are resolved by <see cref="At"/> and nowhere else.</summary>
internal sealed class PortableExecutable
{
    private const ushort DosSignature = 0x5A4D;
    private const int NewHeaderOffset = 0x3C;
    private const uint PeSignature = 0x0000_4550;
    private const int CoffHeaderSize = 20;
    private const int SectionHeaderSize = 40;
    private const ushort Magic32 = 0x10B;
    private const ushort Magic64 = 0x20B;

    private readonly ByteView _file;
    private readonly Section[] _sections;
    private readonly DataDirectory[] _directories;

    public PortableExecutable(ByteView file, ImageLimits limits)
    {
        _file = file;
        if (file.Length < NewHeaderOffset + 4 || file.U16(0) != DosSignature)
            throw new ImageFormatException(ImageCodes.Header, "The file does not begin with a DOS header (MZ); it is not a .NET assembly.");
        long pe = file.U32(NewHeaderOffset);
        if (pe + 4 + CoffHeaderSize > file.Length || file.U32(pe) != PeSignature)
            throw new ImageFormatException(ImageCodes.Header, "The PE signature is missing; the file is not a .NET assembly.");
        long coff = pe + 4;
        int sectionCount = file.U16(coff + 2);
        int optionalSize = file.U16(coff + 16);
        ByteView optional = file.Slice(coff + CoffHeaderSize, optionalSize, ImageCodes.Header, "The optional header");
        ushort magic = optional.U16(0);
        if (magic is not (Magic32 or Magic64))
            throw new ImageFormatException(ImageCodes.Header, $"The optional header's magic number is 0x{magic:X}; expected 0x10B or 0x20B.");
        _directories = ReadDirectories(optional, magic == Magic64);
        _sections = ReadSections(coff + CoffHeaderSize + optionalSize, sectionCount, limits);
    }

    public DataDirectory Directory(DirectoryId id) => (int)id < _directories.Length ? _directories[(int)id] : default;

    /// <summary>The bytes that lie at an address of the loaded image.</summary>
    /// <param name="rva">Address, from the start of the loaded image.</param>
    /// <param name="size">How many bytes; they must lie in one section and in the file.</param>
    /// <param name="code">The finding when they do not.</param>
    /// <param name="what">What lies there, for the message.</param>
    public ByteView At(uint rva, long size, string code, string what)
    {
        Section section = Find(rva, code, what);
        long offset = rva - section.Address;
        if (size > section.RawSize - offset)
            throw new ImageFormatException(code, $"{what} ({size} bytes at 0x{rva:X}) reaches beyond its section.");
        return _file.Slice(section.RawOffset + offset, size, code, what);
    }

    /// <summary>All bytes from an address to the end of its section.</summary>
    public ByteView ToSectionEnd(uint rva, string code, string what)
    {
        Section section = Find(rva, code, what);
        long offset = rva - section.Address;
        return _file.Slice(section.RawOffset + offset, section.RawSize - offset, code, what);
    }

    private Section Find(uint rva, string code, string what)
    {
        foreach (Section section in _sections)
        {
            if (rva >= section.Address && rva - section.Address < section.RawSize)
                return section;
        }

        throw new ImageFormatException(code, $"{what} is at 0x{rva:X}, which no section of the file holds.");
    }

    private static DataDirectory[] ReadDirectories(ByteView optional, bool is64)
    {
        int countOffset = is64 ? 108 : 92;
        uint count = optional.U32(countOffset);
        if (count > 16)
            throw new ImageFormatException(ImageCodes.Header, $"The optional header names {count} data directories; at most 16 are known.");
        var directories = new DataDirectory[count];
        for (int i = 0; i < directories.Length; i++)
        {
            long at = countOffset + 4 + i * 8L;
            directories[i] = new DataDirectory(optional.U32(at), optional.U32(at + 4));
        }

        return directories;
    }

    private Section[] ReadSections(long table, int count, ImageLimits limits)
    {
        if (count == 0 || count > limits.MaxSections)
            throw new ImageFormatException(ImageCodes.Limit, $"The image has {count} sections; 1 to {limits.MaxSections} are allowed.");
        ByteView headers = _file.Slice(table, count * (long)SectionHeaderSize, ImageCodes.Section, "The section table");
        var sections = new Section[count];
        long addressEnd = 0;
        for (int i = 0; i < count; i++)
        {
            long at = i * (long)SectionHeaderSize;
            var section = new Section(headers.U32(at + 8), headers.U32(at + 12), headers.U32(at + 16), headers.U32(at + 20));
            if (section.RawSize > 0)
                _file.Slice(section.RawOffset, section.RawSize, ImageCodes.Section, $"Section {i + 1}");
            if (section.Address < addressEnd)
                throw new ImageFormatException(ImageCodes.Section, $"Section {i + 1} begins at 0x{section.Address:X}, inside the section before it.");
            addressEnd = section.Address + Math.Max((long)section.VirtualSize, section.RawSize > 0 ? 1 : 0);
            sections[i] = section;
        }

        RequireDisjoint(sections);
        return sections;
    }

    private static void RequireDisjoint(Section[] sections)
    {
        for (int i = 0; i < sections.Length; i++)
        {
            for (int j = i + 1; j < sections.Length; j++)
            {
                Section a = sections[i], b = sections[j];
                if (a.RawSize > 0 && b.RawSize > 0 && a.RawOffset < (long)b.RawOffset + b.RawSize && b.RawOffset < (long)a.RawOffset + a.RawSize)
                    throw new ImageFormatException(ImageCodes.Section, $"Sections {i + 1} and {j + 1} share bytes of the file.");
            }
        }
    }

    private readonly record struct Section(uint VirtualSize, uint Address, uint RawSize, uint RawOffset);
}
