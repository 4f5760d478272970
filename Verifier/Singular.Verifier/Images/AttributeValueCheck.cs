namespace Singular.Verifier.Images;

/// <summary>Bounds how deep the values of custom attributes can nest (ECMA-335 II.23.3).</summary>
/// <remarks>
/// A value can hold a boxed value that holds a boxed value, and so on; a reader that recurses runs out of stack. How a blob
/// is split depends on enums of other assemblies, which are not at hand here, so the bound is a safe one: each further level
/// costs a byte 0x51 (boxed object) or 0x1D (array), and there may only be so many of them in a blob.
/// </remarks>
internal sealed class AttributeValueCheck(RawMetadata metadata, ImageLimits limits, FindingList findings)
{
    private const byte BoxedObject = 0x51;
    private const byte ArrayOf = 0x1D;
    private const ushort Prolog = 0x0001;

    public void Run()
    {
        MetadataTable attributes = metadata[TableId.CustomAttribute];
        var known = new HashSet<uint>();
        for (int row = 1; row <= attributes.Rows && !findings.HasFatal; row++)
        {
            uint blob = attributes[row, 2];
            if (!known.Add(blob))
                continue;
            ByteView value = metadata.Blob(blob);
            if (value.Length == 0)
                continue;
            if (value.Length < 2 || value.U16(0) != Prolog)
                findings.Fatal(ImageCodes.Attribute, attributes.Token(row), "The value of an attribute does not begin with its prolog (01 00).");
            else if (value.Length > limits.MaxAttributeNesting && CountOpeners(value) > limits.MaxAttributeNesting)
                findings.Fatal(ImageCodes.Limit, attributes.Token(row), $"The value of an attribute could nest deeper than {limits.MaxAttributeNesting}.");
        }
    }

    private static int CountOpeners(ByteView value) => value.Span.Count(BoxedObject) + value.Span.Count(ArrayOf);
}
