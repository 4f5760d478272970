namespace Singular.Verifier.Images;

/// <summary>The CLI header (ECMA-335 II.25.3.3).</summary>
internal sealed class CliHeader
{
    private const int Size = 72;

    public CliHeader(PortableExecutable image)
    {
        DataDirectory place = image.Directory(DirectoryId.CliHeader);
        if (place.Address == 0 || place.Size < Size)
            throw new ImageFormatException(ImageCodes.CliHeader, "The image has no CLI header; it is native code, not a .NET assembly.");
        ByteView header = image.At(place.Address, Size, ImageCodes.CliHeader, "The CLI header");
        if (header.U32(0) < Size)
            throw new ImageFormatException(ImageCodes.CliHeader, $"The CLI header says that it has {header.U32(0)} bytes; expected {Size}.");
        Metadata = Read(header, 8);
        Flags = (CliFlags)header.U32(16);
        EntryPoint = header.U32(20);
        Resources = Read(header, 24);
        StrongName = Read(header, 32);
        CodeManager = Read(header, 40);
        VTableFixups = Read(header, 48);
        ExportAddressJumps = Read(header, 56);
        ManagedNativeHeader = Read(header, 64);
        if (!Metadata.IsPresent)
            throw new ImageFormatException(ImageCodes.CliHeader, "The CLI header names no metadata.");
    }

    public DataDirectory Metadata { get; }

    public CliFlags Flags { get; }

    /// <summary>Token of the entry point, or its address when <see cref="CliFlags.NativeEntryPoint"/> is set.</summary>
    public uint EntryPoint { get; }

    public DataDirectory Resources { get; }

    public DataDirectory StrongName { get; }

    public DataDirectory CodeManager { get; }

    public DataDirectory VTableFixups { get; }

    public DataDirectory ExportAddressJumps { get; }

    /// <summary>Where a ReadyToRun image keeps its native header.</summary>
    public DataDirectory ManagedNativeHeader { get; }

    private static DataDirectory Read(ByteView header, int offset) => new(header.U32(offset), header.U32(offset + 4));
}
