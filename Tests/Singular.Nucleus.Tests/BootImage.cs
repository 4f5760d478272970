using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Singular.Nucleus.Tests;

/// <summary>Boot images by hand, from docs/parts.md, so that wrong ones can be made, too.</summary>
internal static class BootImage
{
    public const int Header = 64, Entry = 128, Page = 4096;

    public static byte[] Write(params (string Name, byte[] Content)[] entries)
    {
        int position = Align(Header + entries.Length * Entry);
        int size = entries.Aggregate(position, (end, entry) => Align(end + entry.Content.Length));
        byte[] image = new byte[size];
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> row = image.AsSpan(Header + i * Entry, Entry);
            Encoding.UTF8.GetBytes(entries[i].Name, row);
            BinaryPrimitives.WriteUInt64LittleEndian(row[72..], (ulong)position);
            BinaryPrimitives.WriteUInt64LittleEndian(row[80..], (ulong)entries[i].Content.Length);
            SHA256.HashData(entries[i].Content, row[88..]);
            entries[i].Content.CopyTo(image, position);
            position = Align(position + entries[i].Content.Length);
        }
        "SINGULAR"u8.CopyTo(image);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(8), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(12), (uint)entries.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(16), (ulong)size);
        Seal(image);
        return image;
    }

    /// <summary>Writes the hash of the table, whatever it says.</summary>
    public static void Seal(byte[] image)
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(12));
        int bytes = Math.Clamp(count * Entry, 0, image.Length - Header);
        SHA256.HashData(image.AsSpan(Header, bytes), image.AsSpan(24));
    }

    private static int Align(int value) => (value + Page - 1) & -Page;
}
