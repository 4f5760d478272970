using Mono.Cecil.Cil;

namespace Singular.Verifier.Oracle.Mutation;

/// <summary>Copies method bodies, so that a mutation never touches what it came from.</summary>
internal static class BodyClone
{
    /// <summary>A body of the same method with instructions, variables and clauses of its own. Compilers leave zeroing out where there is no variable.</summary>
    public static MethodBody Of(MethodBody body)
    {
        var copy = new MethodBody(body.Method) { InitLocals = body.InitLocals || body.Variables.Count == 0, MaxStackSize = body.MaxStackSize };
        var variables = new Dictionary<VariableDefinition, VariableDefinition>();
        foreach (VariableDefinition variable in body.Variables)
        {
            var twin = new VariableDefinition(variable.VariableType);
            copy.Variables.Add(twin);
            variables.Add(variable, twin);
        }
        var instructions = new Dictionary<Instruction, Instruction>(body.Instructions.Count);
        foreach (Instruction instruction in body.Instructions)
        {
            Instruction twin = Raw(instruction.OpCode, instruction.Operand);
            copy.Instructions.Add(twin);
            instructions.Add(instruction, twin);
        }
        foreach (Instruction twin in copy.Instructions)
        {
            twin.Operand = twin.Operand switch
            {
                Instruction target => instructions[target],
                Instruction[] targets => Array.ConvertAll(targets, target => instructions[target]),
                VariableDefinition variable => variables[variable],
                var other => other,
            };
        }
        foreach (ExceptionHandler clause in body.ExceptionHandlers)
        {
            copy.ExceptionHandlers.Add(new ExceptionHandler(clause.HandlerType)
            {
                CatchType = clause.CatchType,
                TryStart = Twin(clause.TryStart),
                TryEnd = Twin(clause.TryEnd),
                FilterStart = Twin(clause.FilterStart),
                HandlerStart = Twin(clause.HandlerStart),
                HandlerEnd = Twin(clause.HandlerEnd),
            });
        }
        return copy;

        Instruction? Twin(Instruction? instruction) => instruction is null ? null : instructions[instruction];
    }

    /// <summary>An instruction of any opcode and operand, fitting or not; Cecil's own factory allows only fitting ones.</summary>
    public static Instruction Raw(OpCode code, object? operand)
    {
        Instruction instruction = Instruction.Create(OpCodes.Nop);
        instruction.OpCode = code;
        instruction.Operand = operand;
        return instruction;
    }
}
