namespace Singular.Verifier.Images;

/// <summary>What follows an opcode.</summary>
internal enum OperandKind : byte
{
    /// <summary>The opcode is not defined.</summary>
    Undefined,
    None,
    OneByte,
    TwoBytes,
    FourBytes,
    EightBytes,
    Switch,
    Method,
    Field,
    Type,
    AnyToken,
    Signature,
    String,
}
