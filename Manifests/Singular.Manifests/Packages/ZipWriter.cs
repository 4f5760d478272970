using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Singular.Manifests;

/// <summary>Writes a zip file in the form that <see cref="ZipDirectory"/> reads. Entries are stored, not compressed, with one
/// fixed time: the same input gives the same bytes whatever compressor the platform carries.</summary>
internal static class ZipWriter
{
    public static byte[] Write(IReadOnlyList<(string Name, byte[] Content)> entries)
    {
        var zip = new ArrayBufferWriter<byte>();
        var directory = new ArrayBufferWriter<byte>();
        foreach ((string name, byte[] content) in entries)
        {
            int offset = zip.WrittenCount;
            uint crc = Crc32.Of(content);
            WriteLocal(zip, name, ZipFormat.FirstTime, crc, content.Length);
            zip.Write(content);
            WriteCentral(directory, name, ZipFormat.FirstTime, crc, content.Length, offset);
        }
        int start = zip.WrittenCount;
        zip.Write(directory.WrittenSpan);
        WriteEnd(zip, entries.Count, directory.WrittenCount, start);
        return zip.WrittenSpan.ToArray();
    }

    public static void WriteLocal(IBufferWriter<byte> writer, string name, uint time, uint crc, int length)
    {
        Span<byte> header = stackalloc byte[ZipFormat.LocalBytes];
        header.Clear();
        U32(header, 0, ZipFormat.LocalSignature);
        U16(header, 4, ZipFormat.Version20);
        U16(header, 8, ZipFormat.Stored);
        U32(header, 10, time);
        U32(header, 14, crc);
        U32(header, 18, (uint)length);
        U32(header, 22, (uint)length);
        U16(header, 26, (ushort)name.Length);
        writer.Write(header);
        writer.Write(Encoding.ASCII.GetBytes(name));
    }

    public static void WriteCentral(IBufferWriter<byte> writer, string name, uint time, uint crc, int length, int localOffset)
    {
        Span<byte> header = stackalloc byte[ZipFormat.CentralBytes];
        header.Clear();
        U32(header, 0, ZipFormat.CentralSignature);
        U16(header, 4, ZipFormat.Version20);
        U16(header, 6, ZipFormat.Version20);
        U16(header, 10, ZipFormat.Stored);
        U32(header, 12, time);
        U32(header, 16, crc);
        U32(header, 20, (uint)length);
        U32(header, 24, (uint)length);
        U16(header, 28, (ushort)name.Length);
        U32(header, 42, (uint)localOffset);
        writer.Write(header);
        writer.Write(Encoding.ASCII.GetBytes(name));
    }

    public static void WriteEnd(IBufferWriter<byte> writer, int count, int directorySize, int directoryOffset)
    {
        Span<byte> end = stackalloc byte[ZipFormat.EndBytes];
        end.Clear();
        U32(end, 0, ZipFormat.EndSignature);
        U16(end, 8, (ushort)count);
        U16(end, 10, (ushort)count);
        U32(end, 12, (uint)directorySize);
        U32(end, 16, (uint)directoryOffset);
        writer.Write(end);
    }

    private static void U16(Span<byte> bytes, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes[offset..], value);

    private static void U32(Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);
}
