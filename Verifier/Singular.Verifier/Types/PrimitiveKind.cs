namespace Singular.Verifier.Types;

/// <summary>The types of the core library that instructions know by themselves (ECMA-335 I.8.2.2).</summary>
internal enum PrimitiveKind : byte
{
    None,
    Void,
    Boolean,
    Char,
    SByte,
    Byte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    IntPtr,
    UIntPtr,
    Single,
    Double,
    String,
    Object,
    TypedReference,
}
