using System.IO.Compression;

namespace Singular.Manifests;

/// <summary>Reads the data of a package's zip entries under the limits of <see cref="PackageLimits"/>.</summary>
internal static class ZipContents
{
    /// <exception cref="RefusedException">A field has a value that packages do not have, a limit is exceeded or the data is
    /// damaged.</exception>
    public static Dictionary<string, byte[]> Read(ReadOnlyMemory<byte> zip, List<ZipRecord> records)
    {
        PackagePaths.Check(records);
        long total = 0;
        foreach (ZipRecord record in records)
        {
            CheckFields(record);
            total += record.Size;
        }
        if (total > PackageLimits.MaxTotalBytes)
            throw new RefusedException(RefusalCode.ZipEntryTooLarge, "package", $"{total} bytes when unpacked, at most {PackageLimits.MaxTotalBytes} are read", "make the package smaller");

        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (ZipRecord record in records)
            contents.Add(record.Name, Unpack(zip.Slice(record.DataOffset, record.CompressedSize), record));
        return contents;
    }

    private static void CheckFields(ZipRecord record)
    {
        bool isUnixLink = record.MadeBy >> 8 == ZipFormat.Version20Unix >> 8 && (record.ExternalAttributes & ZipFormat.UnixTypeMask) == ZipFormat.UnixLink;
        if (isUnixLink)
            throw new RefusedException(RefusalCode.EntryLink, record.Name, "the entry is a symbolic link", "put the file itself into the package");
        bool isKnownMaker = (record.MadeBy, record.ExternalAttributes) is (ZipFormat.Version20, 0) or (ZipFormat.Version20Unix, ZipFormat.UnixRegularFile);
        if (!isKnownMaker || record.InternalAttributes != 0)
            throw ZipDirectory.NotCanonical(record.Name, "attributes other than those of a plain file");
        if (record.VersionNeeded is not (ZipFormat.Version10 or ZipFormat.Version20) || (record.Flags & ~ZipFormat.CompressionLevelFlags) != 0)
            throw ZipDirectory.NotCanonical(record.Name, "flags or a version of the format that packages do not use (encryption, data descriptors, zip64)");
        bool isKnownMethod = record.Method == ZipFormat.Deflated || (record.Method == ZipFormat.Stored && record.CompressedSize == record.Size);
        if (!isKnownMethod)
            throw ZipDirectory.NotCanonical(record.Name, $"compression method {record.Method} or sizes that do not fit it");
        if (record.Size > PackageLimits.RatioFloorBytes && record.Size / Math.Max(1, record.CompressedSize) > PackageLimits.MaxRatio)
            throw new RefusedException(RefusalCode.ZipRatioTooHigh, record.Name, $"{record.CompressedSize} bytes unpack to {record.Size}, more than {PackageLimits.MaxRatio} times as many", "leave the filling out");
    }

    private static byte[] Unpack(ReadOnlyMemory<byte> data, ZipRecord record)
    {
        byte[] content = record.Method == ZipFormat.Stored ? data.ToArray() : Inflate(data, record);
        if (Crc32.Of(content) != record.Crc)
            throw Damaged(record);
        return content;
    }

    private static byte[] Inflate(ReadOnlyMemory<byte> data, ZipRecord record)
    {
        // One byte more than declared: an entry that goes on behind its declared size is found without unpacking the rest.
        var buffer = new byte[record.Size + 1];
        var source = new OneByteAtATime(data);
        int length = 0;
        try
        {
            using var inflater = new DeflateStream(source, CompressionMode.Decompress);
            length = inflater.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException)
        {
            throw Damaged(record);
        }
        if (length != record.Size)
            throw Damaged(record);
        if (source.Position != data.Length)
            throw ZipDirectory.NotCanonical(record.Name, "bytes lie hidden behind the end of its compressed data");
        return buffer[..length];
    }

    private static RefusedException Damaged(ZipRecord record) =>
        new(RefusalCode.EntryDamaged, record.Name, "its size or checksum is not the declared one", "fetch or pack the package again");
}
