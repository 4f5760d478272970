using System.Runtime.InteropServices;

namespace Singular.Verifier.Images;

/// <summary>Checks the bytes of an image before any other reader sees them. It does not recurse, its work is bounded by the
/// size of the file and by <see cref="ImageLimits"/>, and whatever the bytes are it returns a report.</summary>
public static class ImageCheck
{
    /// <summary>Column Name of table Assembly (ECMA-335 II.22.2).</summary>
    private const int NameOfAssembly = 7;

    /// <param name="image">The whole file. It must not change while the check runs, nor between it and later readers.</param>
    /// <param name="limits">Bounds for the image.</param>
    public static ImageReport Run(ReadOnlyMemory<byte> image, ImageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var findings = new FindingList(limits.MaxFindings);
        string name = "";
        RawMetadata? metadata = null;
        try
        {
            if (image.Length > limits.MaxBytes)
                throw new ImageFormatException(ImageCodes.Limit, $"The file has {image.Length} bytes; at most {limits.MaxBytes} are allowed.");
            (name, metadata) = Run(new ByteView(BytesOf(image)), limits, findings);
        }
        catch (ImageFormatException e)
        {
            findings.Fatal(e.Code, e.Token, e.Message);
        }

        return new ImageReport(findings.All) { AssemblyName = name, Metadata = findings.HasFatal ? null : metadata };
    }

    private static byte[] BytesOf(ReadOnlyMemory<byte> image) =>
        MemoryMarshal.TryGetArray(image, out ArraySegment<byte> segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : image.ToArray();

    /// <returns>The assembly's simple name, empty where it was not read, and what was read from.</returns>
    private static (string Name, RawMetadata? Metadata) Run(ByteView file, ImageLimits limits, FindingList findings)
    {
        var executable = new PortableExecutable(file, limits);
        var header = new CliHeader(executable);
        new DebugDirectoryCheck(executable, file.Length, findings).Run();
        var root = new MetadataRoot(executable.At(header.Metadata.Address, header.Metadata.Size, ImageCodes.MetadataRoot, "The metadata"));
        var metadata = new RawMetadata(root, limits);
        new RowCheck(metadata, findings).Run();
        if (findings.HasFatal)
            return ("", null);
        var shape = new ModuleShape(metadata, findings, limits);
        if (findings.HasFatal)
            return ("", null);
        new MemberFlagsCheck(metadata, shape, findings).Run();
        var signatures = new SignatureReader(metadata, shape, limits);
        new SignatureCheck(metadata, shape, signatures, findings).Run();
        new AttributeValueCheck(metadata, limits, findings).Run();
        if (findings.HasFatal)
            return ("", null);
        new ConstantAndLayoutCheck(metadata, shape, executable, findings).Run();
        new BodyCheck(metadata, shape, executable, signatures, limits, findings).Run();
        new IsolationCheck(metadata, executable, header, root, findings).Run();
        bool hasName = !findings.HasFatal && metadata.Rows(TableId.Assembly) != 0;
        return (hasName ? metadata.Text(metadata[TableId.Assembly][1, NameOfAssembly]) : "", metadata);
    }
}
