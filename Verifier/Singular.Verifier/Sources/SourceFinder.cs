using System.Buffers.Binary;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Singular.Verifier.Sources;

/// <summary>Adds source files and lines to findings.</summary>
public static class SourceFinder
{
    /// <summary>Greatest size of a PDB, unpacked, in bytes.</summary>
    private const int PdbBytes = 64 << 20;

    /// <summary>"MPDB", before the unpacked size and the deflated bytes of an embedded PDB (PE-COFF.md of the .NET runtime, "Embedded Portable PDB").</summary>
    private const uint EmbeddedSignature = 0x4244_504D;

    private const uint MethodTable = 0x06;

    /// <summary>The same result with a place in each finding about a method that the PDB knows; verdict, number, order and texts stay.</summary>
    /// <param name="result">What was found in the file.</param>
    /// <param name="path">The assembly's path. Beside it a PDB is looked for under the same name; the path that the assembly names is not followed.</param>
    public static VerificationResult Locate(VerificationResult result, string path)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.IsAccepted || new FileInfo(path) is not { Exists: true, Length: <= int.MaxValue })
            return result;
        try
        {
            using var image = new PEReader(File.OpenRead(path));
            using var pdb = Open(image, path);
            if (pdb is null)
                return result;
            return result with { Findings = [.. result.Findings.Select(finding => Locate(finding, pdb))] };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The bytes may be anybody's and the reader throws what it likes. What is lost is a line number, not a finding.
            return result;
        }
    }

    private static Finding Locate(Finding finding, PortablePdb pdb) =>
        finding.Subject >> 24 == MethodTable ? finding with { Source = pdb.Find((int)(finding.Subject & 0xFFFFFF), finding.ILOffset) } : finding;

    private static PortablePdb? Open(PEReader image, string path)
    {
        BlobContentId? wanted = null;
        DebugDirectoryEntry? embedded = null;
        foreach (var entry in image.ReadDebugDirectory())
        {
            if (entry.IsPortableCodeView)
                wanted = new BlobContentId(image.ReadCodeViewDebugDirectoryData(entry).Guid, entry.Stamp);
            else if (entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb)
                embedded = entry;
        }
        if (wanted is null)
            return null;
        var pdb = embedded is { } inside ? Unpack(image, inside) : ReadBeside(path);
        if (pdb is null)
            return null;
        var opened = new PortablePdb(pdb);
        if (opened.Id == wanted)
            return opened;
        // Of another build: its lines would mislead.
        opened.Dispose();
        return null;
    }

    private static MemoryStream? ReadBeside(string path)
    {
        var file = new FileInfo(Path.ChangeExtension(path, ".pdb"));
        return file is { Exists: true, Length: <= PdbBytes } ? new MemoryStream(File.ReadAllBytes(file.FullName), writable: false) : null;
    }

    private static MemoryStream? Unpack(PEReader image, DebugDirectoryEntry entry)
    {
        var data = image.GetSectionData(entry.DataRelativeVirtualAddress).GetContent(0, entry.DataSize).ToArray();
        if (data.Length < 8 || BinaryPrimitives.ReadUInt32LittleEndian(data) != EmbeddedSignature)
            return null;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(4));
        if (size > PdbBytes)
            return null;
        var unpacked = new byte[size];
        using var packed = new DeflateStream(new MemoryStream(data, 8, data.Length - 8), CompressionMode.Decompress);
        packed.ReadExactly(unpacked);
        return new MemoryStream(unpacked, writable: false);
    }
}
