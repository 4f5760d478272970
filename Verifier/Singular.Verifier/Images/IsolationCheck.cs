namespace Singular.Verifier.Images;

/// <summary>What the image of a package may not have although it is well formed: native code, imports, resources, more than
/// one module, members outside of types (verifier-rules.md, sections 1 and 15 E).</summary>
internal sealed class IsolationCheck(RawMetadata metadata, PortableExecutable image, CliHeader header, MetadataRoot root, FindingList findings)
{
    private static readonly DirectoryId[] NativeDirectories =
    [
        DirectoryId.Export, DirectoryId.Exception, DirectoryId.Architecture, DirectoryId.GlobalPointer,
        DirectoryId.ThreadLocalStorage, DirectoryId.LoadConfiguration, DirectoryId.BoundImport, DirectoryId.DelayImport, DirectoryId.Reserved,
    ];

    public void Run()
    {
        CheckHeaders();
        foreach (string stream in root.UnknownStreams)
            findings.Isolation(ImageCodes.UnknownStream, ImageFinding.WholeImage, $"Metadata stream {stream} is none that the verifier reads.");
        Refuse(TableId.ImplMap, ImageCodes.PInvoke, "A method is imported from a native library (P/Invoke); ask for hardware through the SDK's resources.");
        Refuse(TableId.ModuleRef, ImageCodes.PInvoke, "The image refers to another module or a native library.");
        Refuse(TableId.DeclSecurity, ImageCodes.Security, "The image carries declarative security.");
        Refuse(TableId.FieldMarshal, ImageCodes.Marshalling, "A field or parameter says how it is marshalled to native code.");
        Refuse(TableId.ManifestResource, ImageCodes.Resource, "The image carries an embedded resource; ship data as part of the code or ask for it through a contract.");
        Refuse(TableId.ExportedType, ImageCodes.ExportedType, "The image forwards a type to another assembly.");
        Refuse(TableId.File, ImageCodes.MultiModule, "The assembly consists of several files.");
        if (metadata.Rows(TableId.Assembly) == 0)
            findings.Isolation(ImageCodes.MultiModule, ImageFinding.WholeImage, "The image is a module without an assembly.");
        CheckModuleType();
    }

    private void CheckHeaders()
    {
        if ((header.Flags & CliFlags.ILOnly) == 0)
            findings.Isolation(ImageCodes.NotILOnly, ImageFinding.WholeImage, "The image is not marked as holding IL only.");
        if ((header.Flags & CliFlags.Required32Bit) != 0 && (header.Flags & CliFlags.Preferred32Bit) == 0)
            findings.Isolation(ImageCodes.NotILOnly, ImageFinding.WholeImage, "The image demands a 32-bit process; compile it for AnyCPU.");
        if ((header.Flags & CliFlags.NativeEntryPoint) != 0)
            findings.Isolation(ImageCodes.NativeEntryPoint, ImageFinding.WholeImage, "The image has a native entry point.");
        else if (header.EntryPoint != 0)
            findings.Isolation(ImageCodes.NativeEntryPoint, header.EntryPoint, "The image has an entry point; a driver is a library.");
        if (header.ManagedNativeHeader.IsPresent || header.CodeManager.IsPresent || (header.Flags & CliFlags.ILLibrary) != 0)
            findings.Isolation(ImageCodes.NativeHeader, ImageFinding.WholeImage, "The image carries precompiled native code (ReadyToRun); compile it as IL only.");
        if (header.VTableFixups.IsPresent || header.ExportAddressJumps.IsPresent)
            findings.Isolation(ImageCodes.NativeDirectory, ImageFinding.WholeImage, "The image has table fix-ups for native callers.");
        if (header.Resources.Size != 0)
            findings.Isolation(ImageCodes.Resource, ImageFinding.WholeImage, "The image has a part for managed resources.");
        foreach (DirectoryId id in NativeDirectories)
        {
            if (image.Directory(id).IsPresent)
                findings.Isolation(ImageCodes.NativeDirectory, ImageFinding.WholeImage, $"The image has a native data directory ({id}).");
        }
    }

    private void CheckModuleType()
    {
        MetadataTable types = metadata[TableId.TypeDef];
        if (types.Rows == 0)
            return;
        int fields = (types.Rows > 1 ? types.Target(2, 4) : metadata.Rows(TableId.Field) + 1) - types.Target(1, 4);
        int methods = (types.Rows > 1 ? types.Target(2, 5) : metadata.Rows(TableId.MethodDef) + 1) - types.Target(1, 5);
        if (fields + methods > 0)
            findings.Isolation(ImageCodes.ModuleMember, types.Token(1), $"The module itself has {fields} fields and {methods} methods; a module initializer or a global member is not allowed.");
    }

    private void Refuse(TableId id, string code, string message)
    {
        MetadataTable table = metadata[id];
        for (int row = 1; row <= table.Rows && !findings.HasFatal; row++)
            findings.Isolation(code, Subject(table, row), message);
    }

    /// <summary>The row that a finding is best reported at: for tables that speak of another row, that one.</summary>
    private static uint Subject(MetadataTable table, int row) => table.Id switch
    {
        TableId.ImplMap or TableId.DeclSecurity => Token(table, row, 1),
        TableId.FieldMarshal => Token(table, row, 0),
        _ => table.Token(row),
    };

    private static uint Token(MetadataTable table, int row, int column) =>
        ((uint)table.TargetTable(row, column) << 24) | (uint)table.Target(row, column);
}
