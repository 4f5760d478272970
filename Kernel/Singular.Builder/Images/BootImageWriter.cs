using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Singular.Builder.Images;

/// <summary>Writes boot images. The same entries in the same order give the same bytes.</summary>
public static class BootImageWriter
{
    /// <summary>Writes an image beside <paramref name="path"/> and puts it in place in one step.</summary>
    /// <exception cref="ArgumentException">A name is empty, too long, has control characters or appears twice.</exception>
    /// <exception cref="IOException">The file cannot be written; what stood at the path is unharmed.</exception>
    public static void WriteFile(string path, IReadOnlyList<BootImageEntry> entries)
    {
        using var file = new AtomicFile(path);
        Write(file.Stream, entries);
        file.Commit();
    }

    /// <summary>Writes an image to a stream, front to back.</summary>
    /// <inheritdoc cref="WriteFile"/>
    public static void Write(Stream output, IReadOnlyList<BootImageEntry> entries)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries.Count, BootImageLayout.MaximumEntries);
        byte[] table = BuildTable(entries, out long end);

        Span<byte> header = stackalloc byte[BootImageLayout.HeaderSize];
        header.Clear();
        BootImageLayout.Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[BootImageLayout.VersionOffset..], BootImageLayout.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[BootImageLayout.CountOffset..], (uint)entries.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(header[BootImageLayout.TotalSizeOffset..], (ulong)end);
        SHA256.HashData(table, header[BootImageLayout.HashOffset..]);

        output.Write(header);
        WriteBody(output, table, entries);
    }

    private static byte[] BuildTable(IReadOnlyList<BootImageEntry> entries, out long end)
    {
        byte[] table = new byte[entries.Count * BootImageLayout.EntrySize];
        var names = new HashSet<string>(StringComparer.Ordinal);
        end = BootImageLayout.HeaderSize + table.Length;
        for (int i = 0; i < entries.Count; i++)
        {
            BootImageEntry entry = entries[i];
            if (!names.Add(entry.Name))
                throw new ArgumentException($"two entries are named '{entry.Name}'", nameof(entries));
            Span<byte> row = table.AsSpan(i * BootImageLayout.EntrySize, BootImageLayout.EntrySize);
            WriteName(row[..BootImageLayout.EntryNameSize], entry.Name);
            long offset = BootImageLayout.Align(end);
            BinaryPrimitives.WriteUInt64LittleEndian(row[BootImageLayout.EntryOffsetOffset..], (ulong)offset);
            BinaryPrimitives.WriteUInt64LittleEndian(row[BootImageLayout.EntrySizeOffset..], (ulong)entry.Content.Length);
            SHA256.HashData(entry.Content.Span, row[BootImageLayout.EntryHashOffset..]);
            end = offset + entry.Content.Length;
        }
        return table;
    }

    private static void WriteName(Span<byte> field, string name)
    {
        // One byte stays zero, so that a reader may take the field for a zero-terminated string.
        if (name.Length == 0 || name.Any(char.IsControl) || Encoding.UTF8.GetByteCount(name) >= field.Length)
            throw new ArgumentException($"'{name}' cannot be the name of an entry: 1 to {field.Length - 1} bytes of text", nameof(name));
        Encoding.UTF8.GetBytes(name, field);
    }

    /// <summary>Writes what lies behind the header, in order, padding included.</summary>
    private static void WriteBody(Stream output, byte[] table, IReadOnlyList<BootImageEntry> entries)
    {
        Span<byte> zeros = stackalloc byte[BootImageLayout.FileAlignment];
        zeros.Clear();
        output.Write(table);
        long position = BootImageLayout.HeaderSize + table.Length;
        foreach (BootImageEntry entry in entries)
        {
            long start = BootImageLayout.Align(position);
            output.Write(zeros[..(int)(start - position)]);
            output.Write(entry.Content.Span);
            position = start + entry.Content.Length;
        }
    }
}
