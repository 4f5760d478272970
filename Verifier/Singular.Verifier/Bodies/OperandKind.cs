namespace Singular.Verifier.Bodies;

/// <summary>The form of an instruction's operand (ECMA-335 III.1.9).</summary>
internal enum OperandKind : byte
{
    /// <summary>No instruction has this opcode.</summary>
    Unknown,
    None,
    Variable8,
    Variable16,
    Int8,
    Int32,
    Int64,
    Float32,
    Float64,
    Branch8,
    Branch32,
    Switch,
    Token,
}
