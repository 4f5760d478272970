using System.Buffers;

namespace Singular.Manifests;

/// <summary>Puts a signature into a package and takes it out again.</summary>
/// <remarks>
/// NuGet ("Package Signatures Technical Details") signs the hash of the package as it is without the signature's entry, which
/// is the last one, stored, named <c>.signature.p7s</c>. Taking it out and putting it in again must give the same bytes: so
/// every field of its two headers has the one value that <see cref="Join"/> gives it, and every other byte is signed.
/// </remarks>
internal static class SignatureEnvelope
{
    /// <summary>Takes a package apart.</summary>
    /// <returns>The package as it was before it was signed, and the signature; null where it is not signed.</returns>
    /// <exception cref="RefusedException">The file is no package or the signature's entry is not in its one form.</exception>
    public static (byte[] Unsigned, byte[]? Signature) Split(byte[] package)
    {
        List<ZipRecord> records = ZipDirectory.Read(package);
        if (records.Count == 0 || records[^1].Name != ZipFormat.SignatureEntry)
            return (package, null);
        ZipRecord record = records[^1];
        if (record.Size > PackageLimits.MaxSignatureBytes)
            throw new RefusedException(RefusalCode.ZipEntryTooLarge, record.Name, $"{record.Size} bytes, at most {PackageLimits.MaxSignatureBytes} are read", "sign with a shorter chain");

        byte[] signature = package[record.DataOffset..record.End];
        byte[] unsigned = WithoutSignature(package, records);
        if (!Join(unsigned, signature, record.Time).AsSpan().SequenceEqual(package))
            throw new RefusedException(RefusalCode.SignatureNotCanonical, record.Name, "a field of the signature's zip entry has another value than signers write", "sign again");
        return (unsigned, signature);
    }

    /// <summary>Puts a signature into an unsigned package.</summary>
    /// <param name="unsigned">The package without a signature.</param>
    /// <param name="signature">The CMS message.</param>
    /// <param name="time">Date and time of the entry in MS-DOS form; NuGet's tools write the time of signing.</param>
    public static byte[] Join(byte[] unsigned, byte[] signature, uint time)
    {
        List<ZipRecord> records = ZipDirectory.Read(unsigned);
        int directory = records.Count == 0 ? 0 : records[^1].End;
        int directorySize = unsigned.Length - ZipFormat.EndBytes - directory;
        uint crc = Crc32.Of(signature);

        var package = new ArrayBufferWriter<byte>(unsigned.Length + signature.Length + 256);
        package.Write(unsigned.AsSpan(0, directory));
        ZipWriter.WriteLocal(package, ZipFormat.SignatureEntry, time, crc, signature.Length);
        package.Write(signature);
        int start = package.WrittenCount;
        package.Write(unsigned.AsSpan(directory, directorySize));
        ZipWriter.WriteCentral(package, ZipFormat.SignatureEntry, time, crc, signature.Length, directory);
        ZipWriter.WriteEnd(package, records.Count + 1, package.WrittenCount - start, start);
        return package.WrittenSpan.ToArray();
    }

    private static byte[] WithoutSignature(byte[] package, List<ZipRecord> records)
    {
        ZipRecord signature = records[^1];
        int directorySize = package.Length - ZipFormat.EndBytes - signature.End - signature.CentralLength;
        var unsigned = new ArrayBufferWriter<byte>(package.Length);
        unsigned.Write(package.AsSpan(0, signature.LocalOffset));
        unsigned.Write(package.AsSpan(signature.End, directorySize));
        ZipWriter.WriteEnd(unsigned, records.Count - 1, directorySize, signature.LocalOffset);
        return unsigned.WrittenSpan.ToArray();
    }
}
