using System.Reflection;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Oracle.Mutation;

/// <summary>All instructions by the kind of their operand.</summary>
internal static class OpCodeSets
{
    /// <summary>Every instruction that the metadata library knows, in a fixed order.</summary>
    public static IReadOnlyList<OpCode> All { get; } = [.. typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).OrderBy(code => (ushort)code.Value)];

    private static readonly Dictionary<OperandType, OpCode[]> s_byOperand =
        All.GroupBy(code => code.OperandType).ToDictionary(group => group.Key, group => group.ToArray());

    public static IReadOnlyList<OpCode> With(OperandType operand) => s_byOperand[operand];
}
