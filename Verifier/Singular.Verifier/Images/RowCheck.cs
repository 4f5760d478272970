namespace Singular.Verifier.Images;

/// <summary>Every column of every row: indices in range and not nil where that is forbidden, names ended and valid UTF-8,
/// blobs inside their heap, and tables sorted that consumers search by halving (ECMA-335 II.22).</summary>
internal sealed class RowCheck(RawMetadata metadata, FindingList findings)
{
    private readonly HashSet<uint> _goodNames = [];
    private readonly HashSet<uint> _goodBlobs = [];

    public void Run()
    {
        for (int id = 0; id < TableSchema.TableCount; id++)
        {
            if (TableSchema.Tables[id] is null)
                continue;
            MetadataTable table = metadata[(TableId)id];
            for (int column = 0; column < table.Columns.Length; column++)
                CheckColumn(table, column);
            CheckSorting(table);
        }

        if (metadata.Rows(TableId.Module) != 1)
            findings.Fatal(ImageCodes.Tables, ImageFinding.WholeImage, $"Table Module has {metadata.Rows(TableId.Module)} rows; expected 1.");
        if (metadata.Rows(TableId.Assembly) > 1)
            findings.Fatal(ImageCodes.Tables, 0x2000_0001, $"Table Assembly has {metadata.Rows(TableId.Assembly)} rows; expected at most 1.");
    }

    private void CheckColumn(MetadataTable table, int column)
    {
        Column definition = table.Columns[column];
        for (int row = 1; row <= table.Rows && !findings.HasFatal; row++)
        {
            uint value = table[row, column];
            try
            {
                switch (definition.Kind)
                {
                    case ColumnKind.String:
                        CheckName(table, row, value, definition.IsRequired);
                        break;
                    case ColumnKind.Blob:
                        CheckBlob(table, row, value, definition.IsRequired);
                        break;
                    case ColumnKind.Guid when !metadata.IsGuid(value):
                        findings.Fatal(ImageCodes.Heap, table.Token(row), $"GUID {value} of table {table.Id} is not in its heap.");
                        break;
                    case ColumnKind.Index:
                        CheckIndex(table, row, value, definition);
                        break;
                }
            }
            catch (ImageFormatException e)
            {
                findings.Fatal(e.Code, table.Token(row), e.Message);
            }
        }
    }

    private void CheckName(MetadataTable table, int row, uint value, bool required)
    {
        if (required && metadata.Name(value).IsEmpty)
            findings.Fatal(ImageCodes.Name, table.Token(row), $"Row {row} of table {table.Id} has no name.");
        if (_goodNames.Add(value) && !metadata.IsUtf8(value))
            findings.Fatal(ImageCodes.Name, table.Token(row), $"The name at {value} is not valid UTF-8.");
    }

    private void CheckBlob(MetadataTable table, int row, uint value, bool required)
    {
        if (required && value == 0)
            findings.Fatal(ImageCodes.Heap, table.Token(row), $"Row {row} of table {table.Id} has no signature.");
        if (_goodBlobs.Add(value))
            metadata.Blob(value);
    }

    private void CheckIndex(MetadataTable table, int row, uint value, Column definition)
    {
        uint tag = value & ((1u << definition.TagBits) - 1);
        TableId target = tag < definition.Targets.Length ? definition.Targets[tag] : TableId.None;
        uint index = value >> definition.TagBits;
        if (target == TableId.None)
        {
            findings.Fatal(ImageCodes.Index, table.Token(row), $"A coded index of table {table.Id} has a tag that names no table.");
            return;
        }

        // FieldList, MethodList, ParamList and the like may point one behind the end: an empty run.
        bool isRun = definition is { TagBits: 0, IsRequired: false };
        int last = metadata.Rows(target) + (isRun ? 1 : 0);
        if (index > last)
            findings.Fatal(ImageCodes.Index, table.Token(row), $"Row {row} of table {table.Id} points to row {index} of table {target}, which has {metadata.Rows(target)}.");
        else if (index == 0 && (definition.IsRequired || isRun))
            findings.Fatal(ImageCodes.Index, table.Token(row), $"Row {row} of table {table.Id} points to no row of table {target}.");
    }

    private void CheckSorting(MetadataTable table)
    {
        int key = TableSchema.SortKey(table.Id);
        if (key < 0 || table.Rows == 0)
            return;
        if ((metadata.SortedTables >> (int)table.Id & 1) == 0)
            findings.Fatal(ImageCodes.Sorting, ImageFinding.WholeImage, $"Table {table.Id} is not marked as sorted.");
        bool unique = TableSchema.IsKeyUnique(table.Id);
        for (int row = 2; row <= table.Rows && !findings.HasFatal; row++)
        {
            uint before = table[row - 1, key], here = table[row, key];
            if (here < before || unique && here == before)
                findings.Fatal(ImageCodes.Sorting, table.Token(row), $"Row {row} of table {table.Id} is out of order or doubles the row before it.");
        }
    }
}
