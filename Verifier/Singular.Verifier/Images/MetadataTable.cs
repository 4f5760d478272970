using System.Buffers.Binary;

namespace Singular.Verifier.Images;

/// <summary>The rows of one metadata table. Rows are counted from 1, as tokens do.</summary>
internal sealed class MetadataTable
{
    private readonly ByteView _bytes;
    private readonly int[] _offsets;
    private readonly bool[] _wide;

    public MetadataTable(TableId id, Column[] columns, bool[] wide, int rows, ByteView bytes)
    {
        Id = id;
        Columns = columns;
        Rows = rows;
        _bytes = bytes;
        _wide = wide;
        _offsets = new int[columns.Length];
        for (int i = 1; i < columns.Length; i++)
            _offsets[i] = _offsets[i - 1] + (wide[i - 1] ? 4 : 2);
        RowSize = SizeOfRow(wide);
    }

    public TableId Id { get; }

    public Column[] Columns { get; }

    public int Rows { get; }

    public int RowSize { get; }

    public static int SizeOfRow(bool[] wide)
    {
        int size = 0;
        foreach (bool isWide in wide)
            size += isWide ? 4 : 2;
        return size;
    }

    /// <summary>The raw value of a column.</summary>
    public uint this[int row, int column]
    {
        get
        {
            ReadOnlySpan<byte> cell = _bytes.Span[((row - 1) * RowSize + _offsets[column])..];
            return _wide[column] ? BinaryPrimitives.ReadUInt32LittleEndian(cell) : BinaryPrimitives.ReadUInt16LittleEndian(cell);
        }
    }

    /// <summary>The row that an index column points to, 0 for nil.</summary>
    public int Target(int row, int column) => (int)(this[row, column] >> Columns[column].TagBits);

    /// <summary>The table that an index column points to.</summary>
    public TableId TargetTable(int row, int column)
    {
        Column c = Columns[column];
        uint tag = this[row, column] & ((1u << c.TagBits) - 1);
        return tag < c.Targets.Length ? c.Targets[tag] : TableId.None;
    }

    public uint Token(int row) => ((uint)Id << 24) | (uint)row;
}
