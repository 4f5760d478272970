namespace Singular.Verifier.Images;

/// <summary>What a signature holds that a package may not.</summary>
[Flags]
internal enum SignatureTraits : byte
{
    None = 0,
    Pointer = 1,
    FunctionPointer = 2,
    VarArgs = 4,
    TypedReference = 8,
}
