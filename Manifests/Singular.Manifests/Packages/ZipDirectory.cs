using System.Buffers.Binary;
using System.Text;

namespace Singular.Manifests;

/// <summary>Reads the directory of a zip file in the one form that a package has: entries one behind the other from the first
/// byte, the central directory right behind them in the same order, its end right behind that and the file's last bytes.
/// Local headers equal their central records; there are no extra fields, comments, data descriptors or other disks.</summary>
internal static class ZipDirectory
{
    /// <exception cref="RefusedException"><c>ZipBroken</c>, <c>ZipNotCanonical</c>, or a limit's code.</exception>
    public static List<ZipRecord> Read(ReadOnlySpan<byte> zip)
    {
        if (zip.Length > PackageLimits.MaxPackageBytes)
            throw new RefusedException(RefusalCode.FileTooLarge, "package", $"{zip.Length} bytes, at most {PackageLimits.MaxPackageBytes} are read", "make the package smaller");
        (int count, int directory) = ReadEnd(zip);
        var records = new List<ZipRecord>(count);
        int position = directory;
        int expectedOffset = 0;
        for (int i = 0; i < count; i++)
        {
            ZipRecord record = ReadCentral(zip, position, i);
            if (record.LocalOffset != expectedOffset)
                throw NotCanonical(record.Name, $"its data begins at byte {record.LocalOffset}, expected {expectedOffset}: nothing may lie before, between or behind entries");
            CheckLocal(zip, record, directory);
            records.Add(record);
            expectedOffset = record.End;
            position += record.CentralLength;
        }
        if (expectedOffset != directory || position != zip.Length - ZipFormat.EndBytes)
            throw NotCanonical("central directory", "something lies between the entries, the directory and the file's end");
        return records;
    }

    public static RefusedException NotCanonical(string where, string what) =>
        new(RefusalCode.ZipNotCanonical, where, what, "pack again with singular pack or dotnet pack");

    private static (int Count, int Directory) ReadEnd(ReadOnlySpan<byte> zip)
    {
        if (zip.Length < ZipFormat.EndBytes)
            throw Broken("the file is too short to be a package");
        ReadOnlySpan<byte> end = zip[^ZipFormat.EndBytes..];
        if (U32(end, 0) != ZipFormat.EndSignature)
            throw Broken("the file does not end with the end of a zip's directory: it is cut off, has something appended or is no zip");
        if (U16(end, 4) != 0 || U16(end, 6) != 0 || U16(end, 8) != U16(end, 10) || U16(end, 20) != 0)
            throw NotCanonical("end of directory", "several disks or a comment");
        int count = U16(end, 10);
        if (count > PackageLimits.MaxEntries)
            throw new RefusedException(RefusalCode.ZipTooManyEntries, "package", $"{count} entries, at most {PackageLimits.MaxEntries} are read", "put less into the package");
        uint size = U32(end, 12);
        uint offset = U32(end, 16);
        if ((ulong)size + offset != (ulong)(zip.Length - ZipFormat.EndBytes))
            throw NotCanonical("end of directory", "the central directory is not where its end says");
        return (count, (int)offset);
    }

    private static ZipRecord ReadCentral(ReadOnlySpan<byte> zip, int position, int index)
    {
        int end = zip.Length - ZipFormat.EndBytes;
        if (end - position < ZipFormat.CentralBytes || U32(zip, position) != ZipFormat.CentralSignature)
            throw Broken($"record {index} of the central directory is missing");
        ReadOnlySpan<byte> header = zip.Slice(position, ZipFormat.CentralBytes);
        int nameLength = U16(header, 28);
        if (nameLength == 0 || nameLength > PackageLimits.MaxPathLength || nameLength > end - position - ZipFormat.CentralBytes)
            throw NotCanonical($"record {index}", $"a name of {nameLength} bytes; 1 to {PackageLimits.MaxPathLength} are allowed");
        string name = Encoding.Latin1.GetString(zip.Slice(position + ZipFormat.CentralBytes, nameLength));
        if (U16(header, 30) != 0 || U16(header, 32) != 0 || U16(header, 34) != 0)
            throw NotCanonical(name, "an extra field, a comment or another disk");
        uint compressedSize = U32(header, 20);
        uint size = U32(header, 24);
        uint offset = U32(header, 42);
        if (size > PackageLimits.MaxEntryBytes)
            throw new RefusedException(RefusalCode.ZipEntryTooLarge, name, $"{size} bytes, at most {PackageLimits.MaxEntryBytes} are read", "make the entry smaller");
        if (compressedSize > zip.Length || offset > zip.Length)
            throw Broken($"{name} lies outside the file");
        return new ZipRecord(name, U16(header, 4), U16(header, 6), U16(header, 8), U16(header, 10), U32(header, 12), U32(header, 16),
            (int)compressedSize, (int)size, U16(header, 36), U32(header, 38), (int)offset);
    }

    private static void CheckLocal(ReadOnlySpan<byte> zip, ZipRecord record, int directory)
    {
        if ((long)record.DataOffset + record.CompressedSize > directory)
            throw Broken($"{record.Name} lies outside the file");
        ReadOnlySpan<byte> header = zip.Slice(record.LocalOffset, ZipFormat.LocalBytes);
        bool isEqual = U32(header, 0) == ZipFormat.LocalSignature && U16(header, 4) == record.VersionNeeded && U16(header, 6) == record.Flags
            && U16(header, 8) == record.Method && U32(header, 10) == record.Time && U32(header, 14) == record.Crc
            && U32(header, 18) == record.CompressedSize && U32(header, 22) == record.Size && U16(header, 26) == record.Name.Length && U16(header, 28) == 0;
        ReadOnlySpan<byte> name = zip.Slice(record.LocalOffset + ZipFormat.LocalBytes, record.Name.Length);
        if (!isEqual || Encoding.Latin1.GetString(name) != record.Name)
            throw NotCanonical(record.Name, "its local header differs from its record in the central directory");
    }

    private static RefusedException Broken(string what) =>
        new(RefusalCode.ZipBroken, "package", what, "fetch or pack the package again");

    private static ushort U16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
