using Mono.Cecil.Cil;

namespace Singular.Verifier.Isolation;

/// <summary>A body as the shape checks need it: its instructions by position, and which of them are jumped to.</summary>
internal sealed class MethodCode
{
    private readonly HashSet<Instruction> _targets = [];

    public MethodCode(MethodBody body)
    {
        Body = body;
        Instructions = [.. body.Instructions];
        foreach (Instruction instruction in Instructions)
        {
            if (instruction.Operand is Instruction target)
                _targets.Add(target);
            else if (instruction.Operand is Instruction[] targets)
                _targets.UnionWith(targets);
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            _targets.Add(handler.TryStart);
            _targets.Add(handler.HandlerStart);
            if (handler.FilterStart is { } filter)
                _targets.Add(filter);
        }
    }

    public MethodBody Body { get; }

    public Instruction[] Instructions { get; }

    /// <summary>The opcode at a position, or nop outside of the code.</summary>
    public Code At(int index) => index >= 0 && index < Instructions.Length ? Instructions[index].OpCode.Code : Code.Nop;

    /// <summary>Whether execution can reach the instruction otherwise than from the one before it.</summary>
    public bool IsTarget(int index) => _targets.Contains(Instructions[index]);

    /// <summary>Whether a run of instructions is entered only at its beginning.</summary>
    public bool IsStraight(int first, int last)
    {
        if (first < 0 || last >= Instructions.Length)
            return false;
        for (int i = first + 1; i <= last; i++)
        {
            if (IsTarget(i))
                return false;
        }

        return true;
    }

    /// <summary>The local that an instruction loads, stores or takes the address of, or null.</summary>
    public VariableDefinition? LocalOf(int index)
    {
        if (index < 0 || index >= Instructions.Length)
            return null;
        Instruction instruction = Instructions[index];
        int number = instruction.OpCode.Code switch
        {
            Code.Ldloc_0 or Code.Stloc_0 => 0,
            Code.Ldloc_1 or Code.Stloc_1 => 1,
            Code.Ldloc_2 or Code.Stloc_2 => 2,
            Code.Ldloc_3 or Code.Stloc_3 => 3,
            _ => -1,
        };
        if (number >= 0)
            return number < Body.Variables.Count ? Body.Variables[number] : null;
        return instruction.Operand as VariableDefinition;
    }

    public static bool IsLoadLocal(Code code) => code is Code.Ldloc_0 or Code.Ldloc_1 or Code.Ldloc_2 or Code.Ldloc_3 or Code.Ldloc_S or Code.Ldloc;

    public static bool IsStoreLocal(Code code) => code is Code.Stloc_0 or Code.Stloc_1 or Code.Stloc_2 or Code.Stloc_3 or Code.Stloc_S or Code.Stloc;

    public static bool IsLoadConstant(Code code) => code is >= Code.Ldc_I4_M1 and <= Code.Ldc_I4;
}
