using System.Reflection.Metadata.Ecma335;
using Singular.Verifier.Isolation.Tests.Images;
using static Singular.Verifier.Isolation.Tests.Images.ImageRuleTests;

namespace Singular.Verifier.Isolation.Tests.Examples;

/// <summary>Compiled images with a few bytes changed.</summary>
internal static class ImageExamples
{
    private const byte ArrayOf = 0x1D;
    private const byte Int32 = 0x08;

    public static byte[] Bad_ImageTruncated() => Changed(i => i.Write32(i.StreamHeader("#~") + 4, 8));
    public static byte[] Good_ImageTruncated() => Unchanged();

    public static byte[] Bad_ImageLimit() => HostileImage.WithField([0x06, .. Enumerable.Repeat(ArrayOf, 200_000), Int32]);
    public static byte[] Bad_ImageLimit_attribute() => HostileImage.WithAttribute([1, 0, .. Enumerable.Repeat((byte)0x51, 200_000), Int32, 0, 0, 0, 0, 0, 0]);
    public static byte[] Good_ImageLimit() => HostileImage.WithField([0x06, .. Enumerable.Repeat(ArrayOf, 3), Int32]);

    public static byte[] Bad_ImageHeader() => Changed(i => i.Bytes[i.CoffHeader - 4] = 0);
    public static byte[] Good_ImageHeader() => Unchanged();

    public static byte[] Bad_ImageSection() => Changed(i => i.Write32(i.SectionTable + 20, 0x7FFF_FE00));
    public static byte[] Bad_ImageSection_shared_bytes() => Changed(i => i.Write32(i.SectionTable + 40 + 20, i.Read32(i.SectionTable + 20)));
    public static byte[] Good_ImageSection() => Unchanged();

    public static byte[] Bad_ImageCliHeader() => Changed(i => i.Write32(i.CorHeader, 8));
    public static byte[] Good_ImageCliHeader() => Unchanged();

    public static byte[] Bad_ImageMetadataRoot() => Changed(i => i.Bytes[i.MetadataRoot] = 0);
    public static byte[] Good_ImageMetadataRoot() => Unchanged();

    public static byte[] Bad_ImageStream() => Changed(i => i.Bytes[i.StreamHeader("#~") + 9] = (byte)'-');
    public static byte[] Bad_ImageStream_doubled() => Changed(i => "#GUID\0"u8.CopyTo(i.Bytes.AsSpan(i.StreamHeader("#Blob") + 8)));
    public static byte[] Good_ImageStream() => Unchanged();

    public static byte[] Bad_ImageTables() => Changed(i => i.Bytes[i.Stream("#~") + 8 + 6] |= 1);
    public static byte[] Good_ImageTables() => Unchanged();

    public static byte[] Bad_ImageSorting() => Changed(i => i.Bytes[i.Stream("#~") + 16 + 1] &= 0xEF);
    public static byte[] Bad_ImageSorting_rows() => Changed(i => i.Write16(i.Row(TableIndex.CustomAttribute, i.Rows(TableIndex.CustomAttribute)), 1 << 5));
    public static byte[] Good_ImageSorting() => Unchanged();

    public static byte[] Bad_ImageIndex() => Changed(i => i.Write16(i.Row(TableIndex.TypeRef, 1), 900 << 2 | 2));
    public static byte[] Good_ImageIndex() => Unchanged();

    public static byte[] Bad_ImageName() => Changed(i => i.Write16(i.Row(TableIndex.MethodDef, 1) + 8, 0));
    public static byte[] Bad_ImageName_of_two_types() => Changed(i => i.Write16(i.Row(TableIndex.TypeDef, 3) + 4, i.Read16(i.Row(TableIndex.TypeDef, 2) + 4)));
    public static byte[] Good_ImageName() => Changed(i => i.Bytes[i.Stream("#Strings") + i.Read16(i.Row(TableIndex.MethodDef, i.RowOfMethod("Fat")) + 8)] = (byte)'G');

    public static byte[] Bad_ImageHeap() => Changed(i => i.Write16(i.Row(TableIndex.MethodDef, 1) + 10, 0xFFF0));
    public static byte[] Good_ImageHeap() => Unchanged();

    public static byte[] Bad_ImageOwnership() => Changed(i => i.Write16(i.Row(TableIndex.TypeDef, 1) + 12, 2));
    public static byte[] Good_ImageOwnership() => Unchanged();

    public static byte[] Bad_ImageMemberAccess() => Changed(i => Access(i, 7));
    public static byte[] Good_ImageMemberAccess() => Changed(i => Access(i, 1));

    public static byte[] Bad_ImageNesting() => Changed(i => i.Write16(i.Row(TableIndex.NestedClass, 1) + 2, i.Read16(i.Row(TableIndex.NestedClass, 1))));
    public static byte[] Good_ImageNesting() => Unchanged();

    public static byte[] Bad_ImageGenericParameter() => Changed(i => i.Write16(i.Row(TableIndex.GenericParam, 1), 3));
    public static byte[] Bad_ImageGenericParameter_and_ImageOwnership_variable() => Changed(i => new byte[] { 0, 0x13, 0x1E }.CopyTo(i.Bytes, i.Signature("Fat") + 1));
    public static byte[] Good_ImageGenericParameter() => Unchanged();

    public static byte[] Bad_ImageConstant() => Changed(i => i.Write16(i.Row(TableIndex.Constant, 1), 0x0A));
    public static byte[] Good_ImageConstant() => Changed(i => i.Write16(i.Row(TableIndex.Constant, 1), 0x09));

    public static byte[] Bad_ImageLayout() => Changed(i => i.Write16(i.Row(TableIndex.ClassLayout, 1), 3));
    public static byte[] Good_ImageLayout() => Changed(i => i.Write16(i.Row(TableIndex.ClassLayout, 1), 4));

    public static byte[] Bad_ImageFieldData() => Changed(i => i.Write32(i.Row(TableIndex.FieldRva, 1), 0x00FF_0000));
    public static byte[] Good_ImageFieldData() => Unchanged();

    public static byte[] Bad_ImageSignature() => Changed(i => i.Bytes[i.Signature("Fat") + 3] = 0x01);
    public static byte[] Bad_ImageSignature_type_token() => HostileImage.WithField([0x06, 0x12, 0x06]);
    public static byte[] Good_ImageSignature() => Unchanged();

    public static byte[] Bad_ImageModifier() => HostileImage.WithModifier(true, "System.Runtime.CompilerServices", "IsConst");
    public static byte[] Good_ImageModifier() => HostileImage.WithModifier(true, "System.Runtime.CompilerServices", "IsVolatile");

    public static byte[] Bad_ImageAttribute() => Changed(i => i.Bytes[i.Stream("#Blob") + i.Read16(i.Row(TableIndex.CustomAttribute, i.Rows(TableIndex.CustomAttribute)) + 4) + 1] = 0x7F);
    public static byte[] Good_ImageAttribute() => Unchanged();

    public static byte[] Bad_ImageScope() => Changed(i => i.Write16(i.Row(TableIndex.TypeRef, 1), 1 << 2 | 3));
    public static byte[] Good_ImageScope() => Unchanged();

    public static byte[] Bad_ImageModuleType() => Changed(i => i.Write16(i.Row(TableIndex.TypeDef, 1) + 4, i.Read16(i.Row(TableIndex.MethodDef, 1) + 8)));
    public static byte[] Good_ImageModuleType() => Unchanged();

    public static byte[] Bad_ImageBody() => Changed(i => i.Write32(i.Row(TableIndex.MethodDef, i.RowOfMethod("Fat")), 0x00FF_0000));
    public static byte[] Bad_ImageBody_and_TypesImplementation_of_abstract() => Changed(i => i.Write32(i.Row(TableIndex.MethodDef, i.RowOfMethod("Abstract")), i.Read32(i.Row(TableIndex.MethodDef, i.RowOfMethod("Fat")))));
    public static byte[] Good_ImageBody() => Unchanged();

    public static byte[] Bad_CodeSizeZero() => Changed(i => i.Write32(i.Body("Fat") + 4, 0));
    public static byte[] Good_CodeSizeZero() => Unchanged();

    public static byte[] Bad_EHClauseOutOfRange() => Changed(i => i.Bytes[Clauses(i) + 4 + 7] = 0xFF);
    public static byte[] Bad_EHClauseEmpty() => Changed(i => i.Bytes[Clauses(i) + 4 + 4] = 0);
    public static byte[] Bad_StringOperand() => Changed(i => Instruction(i, 0x72, 0x70FF_FFFF));
    public static byte[] Bad_TokenResolve() => Changed(i => Instruction(i, 0x28, 0x0A00_FFFF));
    public static byte[] Bad_UnknownOpcode() => Changed(i => i.Bytes[i.Body("Fat") + 12] = 0xF0);
    public static byte[] Bad_UnknownOpcode_switch_beyond_code() => Changed(i => Instruction(i, 0x45, 0xFFFF_FFFF));

    private static byte[] Unchanged() => new RawImage(Source).Bytes;

    private static byte[] Changed(Action<RawImage> change)
    {
        var image = new RawImage(Source);
        change(image);
        return image.Bytes;
    }

    /// <summary>Sets the access bits of the flags, which stand behind address and implementation flags (II.22.26).</summary>
    private static void Access(RawImage image, int access)
    {
        int flags = image.Row(TableIndex.MethodDef, image.RowOfMethod("Fat")) + 6;
        image.Write16(flags, image.Read16(flags) & ~7 | access);
    }

    private static void Instruction(RawImage image, byte opcode, uint operand)
    {
        image.Bytes[image.Body("Fat") + 12] = opcode;
        image.Write32(image.Body("Fat") + 13, operand);
    }
}
