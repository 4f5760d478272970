using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Oracle.Coverage;

/// <summary>
/// What the mutants so far have shown of the verifier: pairs of neighbouring instructions that were accepted, with the kinds of their
/// operands, and codes with the instruction that they were reported at.
/// </summary>
internal sealed class FeatureMap
{
    private readonly HashSet<int> _seen = [];

    public int Count => _seen.Count;

    /// <summary>True when the accepted body shows something new; it is remembered.</summary>
    public bool AddAccepted(MethodBody body)
    {
        bool isNew = false;
        int previous = 0;
        foreach (Instruction instruction in body.Instructions)
        {
            int kind = KindOf(instruction);
            isNew |= _seen.Add((previous * 31) ^ kind);
            previous = kind;
        }
        foreach (ExceptionHandler clause in body.ExceptionHandlers)
            isNew |= _seen.Add(0x40000000 | ((int)clause.HandlerType << 8) | body.ExceptionHandlers.Count);
        return isNew;
    }

    /// <summary>True when a code was never reported at such an instruction.</summary>
    public bool AddRefused(Finding finding, MethodBody? body)
    {
        int code = StableHash(finding.Code);
        Instruction? at = finding.ILOffset is { } offset ? body?.Instructions.FirstOrDefault(instruction => instruction.Offset == offset) : null;
        return _seen.Add(int.MinValue | ((code * 31) ^ (at is null ? 0 : KindOf(at))));
    }

    /// <summary>An instruction and the kind of its operand as a number.</summary>
    private static int KindOf(Instruction instruction)
    {
        int operand = instruction.Operand switch
        {
            TypeReference type => KindOf(type),
            FieldReference field => 20 + KindOf(field.FieldType),
            MethodReference method => 40 + (method.HasThis ? 1 : 0) + (2 * Math.Min(3, method.Parameters.Count)) + (8 * KindOf(method.ReturnType))
                + (method.IsGenericInstance ? 200 : 0) + (method.DeclaringType.IsGenericInstance ? 400 : 0),
            VariableDefinition variable => KindOf(variable.VariableType),
            ParameterDefinition parameter => KindOf(parameter.ParameterType),
            _ => 0,
        };
        return ((ushort)instruction.OpCode.Value << 10) + operand;
    }

    private static int KindOf(TypeReference type) => type switch
    {
        GenericParameter => 1,
        ByReferenceType reference => reference.ElementType.IsValueType ? 2 : 3,
        ArrayType => 4,
        GenericInstanceType instance => instance.IsValueType ? 5 : 6,
        { IsPrimitive: true } => 7,
        { IsValueType: true } => 8,
        { MetadataType: MetadataType.String } => 9,
        { MetadataType: MetadataType.Object } => 10,
        _ => 11,
    };

    /// <summary>The runtime's own hash of a string differs from run to run.</summary>
    private static int StableHash(string text)
    {
        int hash = 17;
        foreach (char letter in text)
            hash = unchecked((hash * 31) + letter);
        return hash;
    }
}
