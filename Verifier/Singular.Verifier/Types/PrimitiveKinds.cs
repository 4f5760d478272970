using Mono.Cecil;
using Singular.Verifier.Images;

namespace Singular.Verifier.Types;

/// <summary>Which core type an element type of a signature (ECMA-335 II.23.1.16) means.</summary>
internal static class PrimitiveKinds
{
    /// <summary>None for element types that are no primitive.</summary>
    public static PrimitiveKind Of(ElementType element) => element switch
    {
        ElementType.Void => PrimitiveKind.Void,
        ElementType.Boolean => PrimitiveKind.Boolean,
        ElementType.Char => PrimitiveKind.Char,
        ElementType.I1 => PrimitiveKind.SByte,
        ElementType.U1 => PrimitiveKind.Byte,
        ElementType.I2 => PrimitiveKind.Int16,
        ElementType.U2 => PrimitiveKind.UInt16,
        ElementType.I4 => PrimitiveKind.Int32,
        ElementType.U4 => PrimitiveKind.UInt32,
        ElementType.I8 => PrimitiveKind.Int64,
        ElementType.U8 => PrimitiveKind.UInt64,
        ElementType.R4 => PrimitiveKind.Single,
        ElementType.R8 => PrimitiveKind.Double,
        ElementType.String => PrimitiveKind.String,
        ElementType.Object => PrimitiveKind.Object,
        ElementType.IntPtr => PrimitiveKind.IntPtr,
        ElementType.UIntPtr => PrimitiveKind.UIntPtr,
        ElementType.TypedReference => PrimitiveKind.TypedReference,
        _ => PrimitiveKind.None,
    };

    /// <summary>The same for the metadata model, whose names have the values of the element types.</summary>
    public static PrimitiveKind Of(MetadataType type) => Of((ElementType)type);
}
