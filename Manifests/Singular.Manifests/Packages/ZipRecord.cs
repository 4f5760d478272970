namespace Singular.Manifests;

/// <summary>One record of a zip's central directory and where its data lies.</summary>
internal sealed record ZipRecord(
    string Name,
    ushort MadeBy,
    ushort VersionNeeded,
    ushort Flags,
    ushort Method,
    uint Time,
    uint Crc,
    int CompressedSize,
    int Size,
    ushort InternalAttributes,
    uint ExternalAttributes,
    int LocalOffset)
{
    public int DataOffset => LocalOffset + ZipFormat.LocalBytes + Name.Length;

    public int End => DataOffset + CompressedSize;

    public int CentralLength => ZipFormat.CentralBytes + Name.Length;
}
