namespace Singular.Verifier.Bodies;

/// <summary>Prefixes of an instruction (ECMA-335 III.2).</summary>
[Flags]
internal enum Prefixes : byte
{
    None = 0,
    Volatile = 1,
    Unaligned = 2,
    Tail = 4,
    Constrained = 8,
    ReadOnly = 16,
    No = 32,
}

/// <summary>One instruction with its prefixes folded in, so that nothing can jump between them.</summary>
/// <param name="Offset">Offset of the first prefix, or of the instruction where it has none.</param>
/// <param name="Code">The opcode.</param>
/// <param name="Operand">Token, variable, constant, target offset, or index of a switch's target list.</param>
/// <param name="Prefixes">The prefixes before it.</param>
/// <param name="ConstrainedTo">Type token of <c>constrained.</c>, else 0.</param>
internal readonly record struct Instruction(int Offset, OpCode Code, long Operand, Prefixes Prefixes, uint ConstrainedTo)
{
    public uint Token => (uint)Operand;
}
