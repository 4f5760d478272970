namespace Singular.Verifier.Images;

/// <summary>Size of the data that a static field with an address in the image covers. Only number types, enums and structs
/// without a reference in them may lie there: bytes of a file would otherwise become object references.</summary>
internal sealed class FieldDataSize(RawMetadata metadata)
{
    private const ushort Static = 0x0010;
    private const int MaxDepth = 8;

    /// <summary>Structs of structs multiply; each is added up once.</summary>
    private readonly Dictionary<int, long> _types = [];

    /// <returns>Bytes.</returns>
    /// <exception cref="ImageFormatException">The field's type may not lie in an image.</exception>
    public long Of(int field) => Of(field, 0);

    private long Of(int field, int depth)
    {
        ByteView signature = metadata.Blob(metadata[TableId.Field][field, 2]);
        var element = (ElementType)signature.U8(1);
        switch (element)
        {
            case ElementType.Boolean or ElementType.I1 or ElementType.U1:
                return 1;
            case ElementType.Char or ElementType.I2 or ElementType.U2:
                return 2;
            case ElementType.I4 or ElementType.U4 or ElementType.R4:
                return 4;
            case ElementType.I8 or ElementType.U8 or ElementType.R8 or ElementType.IntPtr or ElementType.UIntPtr:
                return 8;
            case ElementType.ValueType:
                uint coded = CompressedInteger.Read(signature, 2).Value;
                if (TableSchema.TypeToken(coded) == TableId.TypeDef && depth < MaxDepth)
                    return OfType((int)(coded >> 2), depth + 1);
                break;
        }

        throw new ImageFormatException(ImageCodes.FieldData, "A field with data in the image has a type that is not a number or a struct of numbers of the same module.");
    }

    private long OfType(int type, int depth)
    {
        if (_types.TryGetValue(type, out long known))
            return known;
        MetadataTable types = metadata[TableId.TypeDef];
        int first = types.Target(type, 4);
        int end = type < types.Rows ? types.Target(type + 1, 4) : metadata.Rows(TableId.Field) + 1;
        long sum = 0;
        for (int field = first; field < end; field++)
        {
            if ((metadata[TableId.Field][field, 0] & Static) == 0)
                sum += Of(field, depth);
        }

        // The declared size covers what the fields need only if it is the larger one; alignment can add at most 7 bytes a field.
        return _types[type] = Math.Max(Math.Max(sum, 1), DeclaredSize(type));
    }

    private long DeclaredSize(int type)
    {
        MetadataTable layouts = metadata[TableId.ClassLayout];
        int low = 1, high = layouts.Rows;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int owner = layouts.Target(middle, 2);
            if (owner == type)
                return layouts[middle, 1];
            if (owner < type)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return 0;
    }
}
