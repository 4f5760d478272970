namespace Singular.Verifier.Images;

/// <summary>Tables Constant, ClassLayout, FieldLayout and FieldRVA against the rows that they speak of (ECMA-335 II.22.8,
/// II.22.9, II.22.16, II.22.18).</summary>
internal sealed class ConstantAndLayoutCheck(RawMetadata metadata, ModuleShape shape, PortableExecutable image, FindingList findings)
{
    private const uint LayoutMask = 0x18;
    private const uint ExplicitLayout = 0x10;
    private const uint AutoLayout = 0x00;
    private const ushort Static = 0x0010;
    private const ushort HasDefault = 0x8000;
    private const ushort HasFieldRva = 0x0100;
    private const ushort OptionalHasDefault = 0x1000;
    private const uint MaxPacking = 128;

    /// <summary>FIELD_OFFSET_LAST_REAL_OFFSET of the runtime and one more is far above this; a larger value type could not be
    /// put on any stack.</summary>
    private const uint MaxClassSize = 1 << 27;

    public void Run()
    {
        CheckConstants();
        CheckClassLayouts();
        CheckFieldLayouts();
        CheckFieldData();
    }

    private void CheckConstants()
    {
        MetadataTable constants = metadata[TableId.Constant];
        for (int row = 1; row <= constants.Rows && !findings.HasFatal; row++)
        {
            int parent = constants.Target(row, 1);
            bool fits = constants.TargetTable(row, 1) switch
            {
                TableId.Field => (metadata[TableId.Field][parent, 0] & HasDefault) != 0,
                TableId.Param => (metadata[TableId.Param][parent, 0] & OptionalHasDefault) != 0,
                _ => (metadata[TableId.Property][parent, 0] & OptionalHasDefault) != 0,
            };
            int length = metadata.Blob(constants[row, 2]).Length;
            if (!fits || !IsLength((ElementType)constants[row, 0], length))
                findings.Fatal(ImageCodes.Constant, constants.Token(row), $"A constant of type 0x{constants[row, 0]:X} with {length} bytes does not fit its type or an owner that has none.");
        }
    }

    private static bool IsLength(ElementType type, int length) => type switch
    {
        ElementType.Boolean or ElementType.I1 or ElementType.U1 => length == 1,
        ElementType.Char or ElementType.I2 or ElementType.U2 => length == 2,
        ElementType.I4 or ElementType.U4 or ElementType.R4 => length == 4,
        ElementType.I8 or ElementType.U8 or ElementType.R8 => length == 8,
        ElementType.String => length % 2 == 0,
        ElementType.Class => length == 4,
        _ => false,
    };

    private void CheckClassLayouts()
    {
        MetadataTable layouts = metadata[TableId.ClassLayout];
        for (int row = 1; row <= layouts.Rows && !findings.HasFatal; row++)
        {
            uint pack = layouts[row, 0], size = layouts[row, 1];
            uint flags = metadata[TableId.TypeDef][layouts.Target(row, 2), 0];
            bool isPack = pack == 0 || pack <= MaxPacking && uint.IsPow2(pack);
            if (!isPack || size > MaxClassSize || (flags & LayoutMask) == AutoLayout)
                findings.Fatal(ImageCodes.Layout, layouts.Token(row), $"Packing {pack} and size {size} are not a layout that a type may have, or its layout is automatic.");
        }
    }

    private void CheckFieldLayouts()
    {
        MetadataTable fields = metadata[TableId.Field];
        MetadataTable layouts = metadata[TableId.FieldLayout];
        var placed = new bool[fields.Rows + 1];
        for (int row = 1; row <= layouts.Rows; row++)
        {
            placed[layouts.Target(row, 1)] = true;
            if (layouts[row, 0] > MaxClassSize)
                findings.Fatal(ImageCodes.Layout, layouts.Token(row), $"Field offset {layouts[row, 0]} is beyond {MaxClassSize}.");
        }

        for (int field = 1; field <= fields.Rows && !findings.HasFatal; field++)
        {
            bool isExplicit = (metadata[TableId.TypeDef][shape.OwnerOfField(field), 0] & LayoutMask) == ExplicitLayout;
            bool needs = isExplicit && (fields[field, 0] & Static) == 0;
            if (needs != placed[field])
                findings.Fatal(ImageCodes.Layout, fields.Token(field), needs ? "A field of a type with explicit layout has no offset." : "A field has an offset that its type's layout does not use.");
        }
    }

    private void CheckFieldData()
    {
        MetadataTable data = metadata[TableId.FieldRva];
        MetadataTable fields = metadata[TableId.Field];
        var sizes = new FieldDataSize(metadata);
        for (int row = 1; row <= data.Rows && !findings.HasFatal; row++)
        {
            int field = data.Target(row, 1);
            try
            {
                if ((fields[field, 0] & (Static | HasFieldRva)) != (Static | HasFieldRva))
                    throw new ImageFormatException(ImageCodes.FieldData, "A field with data in the image is not static or not marked as having data.");
                image.At(data[row, 0], sizes.Of(field), ImageCodes.FieldData, "The data of a field");
            }
            catch (ImageFormatException e)
            {
                findings.Fatal(e.Code, fields.Token(field), e.Message);
            }
        }
    }
}
