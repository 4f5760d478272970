using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Singular.Verifier.Images;

/// <summary>The tables and heaps of an image (ECMA-335 II.24.2.3 to II.24.2.6), with every access checked.</summary>
internal sealed class RawMetadata
{
    private const byte WideStrings = 0x01;
    private const byte WideGuids = 0x02;
    private const byte WideBlobs = 0x04;
    private const byte ExtraData = 0x40;
    private const byte KnownHeapBits = WideStrings | WideGuids | WideBlobs | ExtraData;
    private const int GuidSize = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    private readonly MetadataTable[] _tables = new MetadataTable[TableSchema.TableCount];
    private readonly ImageLimits _limits;

    public RawMetadata(MetadataRoot root, ImageLimits limits)
    {
        _limits = limits;
        Strings = root.Heap("#Strings");
        UserStrings = root.Heap("#US");
        Guids = root.Heap("#GUID");
        Blobs = root.Heap("#Blob");
        ReadTables(root.Tables);
    }

    public ByteView Strings { get; }

    public ByteView UserStrings { get; }

    public ByteView Guids { get; }

    public ByteView Blobs { get; }

    /// <summary>Bits of the tables that say of themselves that they are sorted.</summary>
    public ulong SortedTables { get; private set; }

    public MetadataTable this[TableId id] => _tables[(int)id];

    public int Rows(TableId id) => _tables[(int)id].Rows;

    /// <summary>The value of a length-prefixed item of #Blob (II.24.2.4).</summary>
    public ByteView Blob(uint offset) => HeapItem(Blobs, offset, ImageCodes.Heap, "A blob");

    /// <summary>The value of an item of #US; its last byte is the flag that ends every user string.</summary>
    public ByteView UserString(uint offset) => HeapItem(UserStrings, offset, ImageCodes.StringOperand, "A user string");

    /// <summary>The bytes of a name, without its terminator.</summary>
    public ReadOnlySpan<byte> Name(uint offset)
    {
        if (offset == 0 && Strings.Length == 0)
            return [];
        if (offset >= Strings.Length)
            throw new ImageFormatException(ImageCodes.Name, $"A name begins at {offset} of a heap of {Strings.Length} bytes.");
        ReadOnlySpan<byte> rest = Strings.Span[(int)offset..];
        int end = rest[..Math.Min(rest.Length, _limits.MaxNameBytes + 1)].IndexOf((byte)0);
        if (end < 0)
            throw new ImageFormatException(ImageCodes.Name, $"The name at {offset} does not end within {_limits.MaxNameBytes} bytes or within its heap.");
        return rest[..end];
    }

    /// <summary>Whether a name is well-formed UTF-8.</summary>
    public bool IsUtf8(uint offset) => Utf8.IsValid(Name(offset));

    /// <summary>A name as text.</summary>
    public string Text(uint offset)
    {
        try
        {
            return StrictUtf8.GetString(Name(offset));
        }
        catch (DecoderFallbackException)
        {
            throw new ImageFormatException(ImageCodes.Name, $"The name at {offset} is not valid UTF-8.");
        }
    }

    private static ByteView HeapItem(ByteView heap, uint offset, string code, string what)
    {
        if (offset == 0 && heap.Length == 0)
            return heap;
        if (offset >= heap.Length)
            throw new ImageFormatException(code, $"{what} begins at {offset} of a heap of {heap.Length} bytes.");
        (uint length, int prefix) = CompressedInteger.Read(heap, offset);
        return heap.Slice(offset + prefix, length, code, what);
    }

    private void ReadTables(ByteView stream)
    {
        byte heapBits = stream.U8(6);
        if ((heapBits & ~KnownHeapBits) != 0)
            throw new ImageFormatException(ImageCodes.Tables, $"The heap-size bits are 0x{heapBits:X2}; only 0x47 are known.");
        ulong valid = stream.U64(8);
        SortedTables = stream.U64(16);
        RequireKnown(valid);
        long at = 24;
        var rows = new int[TableSchema.TableCount];
        for (ulong left = valid; left != 0; left &= left - 1)
        {
            int id = BitOperations.TrailingZeroCount(left);
            uint count = stream.U32(at);
            if (count > _limits.MaxRows)
                throw new ImageFormatException(ImageCodes.Limit, $"Table {(TableId)id} has {count} rows; at most {_limits.MaxRows} are allowed.");
            rows[id] = (int)count;
            at += 4;
        }

        if ((heapBits & ExtraData) != 0)
            at += 4;
        for (int id = 0; id < TableSchema.TableCount; id++)
        {
            if (TableSchema.Tables[id] is not { } columns)
                continue;
            bool[] wide = WidthsOf(columns, rows, heapBits);
            long size = (long)MetadataTable.SizeOfRow(wide) * rows[id];
            ByteView bytes = stream.Slice(at, size, ImageCodes.Tables, $"Table {(TableId)id}");
            _tables[id] = new MetadataTable((TableId)id, columns, wide, rows[id], bytes);
            at += size;
        }
    }

    private static void RequireKnown(ulong valid)
    {
        for (ulong left = valid; left != 0; left &= left - 1)
        {
            int id = BitOperations.TrailingZeroCount(left);
            if (id >= TableSchema.TableCount || TableSchema.Tables[id] is null)
                throw new ImageFormatException(ImageCodes.Tables, $"Table 0x{id:X2} is unknown or belongs to edit-and-continue or debug data.");
        }
    }

    private static bool[] WidthsOf(Column[] columns, int[] rows, byte heapBits)
    {
        var wide = new bool[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            wide[i] = columns[i].Kind switch
            {
                ColumnKind.U16 => false,
                ColumnKind.U32 => true,
                ColumnKind.String => (heapBits & WideStrings) != 0,
                ColumnKind.Guid => (heapBits & WideGuids) != 0,
                ColumnKind.Blob => (heapBits & WideBlobs) != 0,
                _ => columns[i].Targets.Max(t => t == TableId.None ? 0 : rows[(int)t]) >= 1 << (16 - columns[i].TagBits),
            };
        }

        return wide;
    }

    /// <summary>Whether a value of a Guid column points into #GUID or is nil.</summary>
    public bool IsGuid(uint index) => index <= Guids.Length / GuidSize;
}
