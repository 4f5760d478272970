using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Singular.Verifier.Isolation.Tests.Images;

/// <summary>A compiled image whose bytes can be changed at places that the platform's own metadata reader finds.</summary>
internal sealed class RawImage
{
    private readonly PEReader _reader;
    private readonly MetadataReader _metadata;

    public RawImage(string source)
    {
        Bytes = Compile.Library(source);
        _reader = new PEReader(new MemoryStream((byte[])Bytes.Clone()));
        _metadata = _reader.GetMetadataReader();
        CoffHeader = _reader.PEHeaders.CoffHeaderStartOffset;
        SectionTable = _reader.PEHeaders.PEHeaderStartOffset + _reader.PEHeaders.CoffHeader.SizeOfOptionalHeader;
        CorHeader = _reader.PEHeaders.CorHeaderStartOffset;
        MetadataRoot = _reader.PEHeaders.MetadataStartOffset;
    }

    public byte[] Bytes { get; }

    public int CoffHeader { get; }

    public int SectionTable { get; }

    public int CorHeader { get; }

    public int MetadataRoot { get; }

    /// <summary>Offset of the header of a stream: offset, size and name follow.</summary>
    public int StreamHeader(string name)
    {
        int at = MetadataRoot + 16 + BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan(MetadataRoot + 12)) + 4;
        while (!Bytes.AsSpan(at + 8).StartsWith(System.Text.Encoding.ASCII.GetBytes(name + "\0")))
            at += 8 + (Bytes.AsSpan(at + 8).IndexOf((byte)0) + 4) / 4 * 4;
        return at;
    }

    /// <summary>Offset of the first byte of a stream.</summary>
    public int Stream(string name) => MetadataRoot + BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan(StreamHeader(name)));

    /// <summary>Offset of a row of a table, counted from 1.</summary>
    public int Row(TableIndex table, int row) => MetadataRoot + _metadata.GetTableMetadataOffset(table) + (row - 1) * _metadata.GetTableRowSize(table);

    public int Rows(TableIndex table) => _metadata.GetTableRowCount(table);

    /// <summary>Full name of a referenced type.</summary>
    public string TypeReferenceName(int row)
    {
        TypeReference type = _metadata.GetTypeReference(MetadataTokens.TypeReferenceHandle(row));
        return $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";
    }

    /// <summary>Offset of the count of rows of a table in the header of the stream of tables.</summary>
    public int RowCount(TableIndex table)
    {
        int tables = Stream("#~");
        ulong below = BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(tables + 8)) & ((1ul << (int)table) - 1);
        return tables + 24 + 4 * System.Numerics.BitOperations.PopCount(below);
    }

    /// <summary>Offset of the body of the method of that name.</summary>
    public int Body(string method) => Offset(Method(method).RelativeVirtualAddress);

    /// <summary>Offset of the signature of the method of that name, behind its length.</summary>
    public int Signature(string method) => MetadataRoot + _metadata.GetHeapMetadataOffset(HeapIndex.Blob) + _metadata.GetHeapOffset(Method(method).Signature) + 1;

    public int RowOfMethod(string method) => _metadata.MethodDefinitions.Select((h, i) => (h, i)).Single(p => _metadata.GetString(_metadata.GetMethodDefinition(p.h).Name) == method).i + 1;

    public void Write16(int offset, int value) => BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan(offset), (ushort)value);

    public void Write32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(offset), value);

    public int Read16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(offset));

    public uint Read32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(offset));

    private MethodDefinition Method(string name) => _metadata.GetMethodDefinition(MetadataTokens.MethodDefinitionHandle(RowOfMethod(name)));

    private int Offset(int rva)
    {
        int section = _reader.PEHeaders.GetContainingSectionIndex(rva);
        SectionHeader header = _reader.PEHeaders.SectionHeaders[section];
        return rva - header.VirtualAddress + header.PointerToRawData;
    }
}
