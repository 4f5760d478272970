using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Singular.Builder.Images;

/// <summary>Reads boot images, strictly: what the writer would not have written is refused.</summary>
public static class BootImageReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<BootImageEntry> ReadFile(string path)
    {
        if (!File.Exists(path))
            throw new BuildException(BuildCode.InputMissing, path, "there is no such file", "a boot image", "Build one with `singular image`.");
        return Read(File.ReadAllBytes(path), path);
    }

    /// <summary>Checks every length, name and hash of an image.</summary>
    /// <param name="image">The whole image. The entries refer into it.</param>
    /// <param name="place">What to call the image in an error.</param>
    /// <exception cref="BuildException"><see cref="BuildCode.BadImage"/>: damaged, cut short or of another version.</exception>
    public static IReadOnlyList<BootImageEntry> Read(ReadOnlyMemory<byte> image, string place)
    {
        ReadOnlySpan<byte> bytes = image.Span;
        Check(bytes.Length >= BootImageLayout.HeaderSize, place, $"{bytes.Length} bytes", "at least a header of 64 bytes");
        Check(bytes.StartsWith(BootImageLayout.Magic), place, "another first eight bytes", "\"SINGULAR\"");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[BootImageLayout.VersionOffset..]);
        Check(version == BootImageLayout.Version, place, $"format version {version}", $"{BootImageLayout.Version}");
        ulong total = BinaryPrimitives.ReadUInt64LittleEndian(bytes[BootImageLayout.TotalSizeOffset..]);
        Check(total == (ulong)bytes.Length, place, $"a file of {bytes.Length} bytes", $"{total}, as its header says");
        CheckZero(bytes[BootImageLayout.HeaderReservedOffset..BootImageLayout.HeaderSize], place, "reserved bytes of the header in use");

        uint count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[BootImageLayout.CountOffset..]);
        Check(count <= BootImageLayout.MaximumEntries, place, $"{count} entries", $"at most {BootImageLayout.MaximumEntries}");
        long end = BootImageLayout.HeaderSize + (long)count * BootImageLayout.EntrySize;
        Check(end <= bytes.Length, place, $"an entry table that ends at {end}", $"an end within the {bytes.Length} bytes of the file");
        Check(
            SHA256.HashData(bytes[BootImageLayout.HeaderSize..(int)end]).AsSpan().SequenceEqual(bytes.Slice(BootImageLayout.HashOffset, SHA256.HashSizeInBytes)),
            place, "an entry table that does not match the hash in the header", "an undamaged image");
        return ReadEntries(image, place, (int)count, end);
    }

    private static List<BootImageEntry> ReadEntries(ReadOnlyMemory<byte> image, string place, int count, long end)
    {
        ReadOnlySpan<byte> bytes = image.Span;
        var entries = new List<BootImageEntry>(count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> row = bytes.Slice(BootImageLayout.HeaderSize + i * BootImageLayout.EntrySize, BootImageLayout.EntrySize);
            string name = ReadName(row[..BootImageLayout.EntryNameSize], place, i);
            Check(names.Add(name), place, $"two entries named '{name}'", "each name once");
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(row[BootImageLayout.EntryOffsetOffset..]);
            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(row[BootImageLayout.EntrySizeOffset..]);
            ulong expected = (ulong)BootImageLayout.Align(end);
            Check(offset == expected, place, $"entry '{name}' at {offset}", $"{expected}, right behind what is before it");
            Check(offset <= (ulong)bytes.Length && size <= (ulong)bytes.Length - offset, place, $"entry '{name}' of {size} bytes reaching past the end", "files inside the image");
            CheckZero(row[BootImageLayout.EntryReservedOffset..], place, $"reserved bytes of entry '{name}' in use");
            CheckZero(bytes[(int)end..(int)offset], place, $"bytes in the gap before entry '{name}'");
            ReadOnlyMemory<byte> content = image.Slice((int)offset, (int)size);
            Check(
                SHA256.HashData(content.Span).AsSpan().SequenceEqual(row.Slice(BootImageLayout.EntryHashOffset, SHA256.HashSizeInBytes)),
                place, $"entry '{name}' does not match its hash", "an undamaged entry");
            entries.Add(new BootImageEntry(name, content));
            end = (long)(offset + size);
        }
        Check(end == bytes.Length, place, $"{bytes.Length - end} bytes behind the last entry", "nothing there");
        return entries;
    }

    private static string ReadName(ReadOnlySpan<byte> field, string place, int index)
    {
        int length = field.IndexOf((byte)0);
        Check(length > 0, place, $"entry {index} without a zero-terminated name", "a name of 1 to 71 bytes");
        CheckZero(field[length..], place, $"bytes behind the name of entry {index}");
        string name;
        try
        {
            name = StrictUtf8.GetString(field[..length]);
        }
        catch (DecoderFallbackException)
        {
            throw Bad(place, $"entry {index} whose name is not UTF-8", "UTF-8");
        }
        Check(!name.Any(char.IsControl), place, $"control characters in the name of entry {index}", "text");
        return name;
    }

    private static void CheckZero(ReadOnlySpan<byte> bytes, string place, string found) =>
        Check(!bytes.ContainsAnyExcept((byte)0), place, found, "zeros");

    private static void Check(bool condition, string place, string found, string expected)
    {
        if (!condition)
            throw Bad(place, found, expected);
    }

    private static BuildException Bad(string place, string found, string expected) =>
        new(BuildCode.BadImage, place, found, expected, "Build the image anew with `singular image`.");
}
