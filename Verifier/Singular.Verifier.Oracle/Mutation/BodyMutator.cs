using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Oracle.Seeds;

namespace Singular.Verifier.Oracle.Mutation;

/// <summary>Changes method bodies.</summary>
internal sealed class BodyMutator(Seed seed, Random random)
{
    private OperandPool _operands = seed.Operands;

    /// <summary>A changed copy of a body. One to four changes, few more often than many.</summary>
    public MethodBody Mutate(MethodBody original)
    {
        MethodBody body = BodyClone.Of(original);
        _operands = random.Next(60) == 0 ? seed.Operands : seed.Operands.For(body.Method);
        do
            Change(body);
        while (random.Next(5) < 2);
        return body;
    }

    private void Change(MethodBody body)
    {
        switch (random.Next(24))
        {
            case 0 or 1:
                ReplaceInstruction(body);
                break;
            case 2 or 3 or 4 or 5:
                ReplaceOperand(body);
                break;
            case 6:
                Insert(body, random.Next(body.Instructions.Count), [RandomInstruction(body)]);
                break;
            case 7 or 8:
                Delete(body);
                break;
            case 9:
                Exchange(body);
                break;
            case 10:
                Instruction copied = PickInstruction(body);
                Insert(body, random.Next(body.Instructions.Count), [BodyClone.Raw(copied.OpCode, copied.Operand)]);
                break;
            case 11 or 12:
                Splice(body);
                break;
            case 13:
                ChangeVariables(body);
                break;
            case 14:
                new ClauseMutator(random, _operands).Change(body);
                break;
            case 15:
                OpCode prefix = Pick(s_prefixes);
                Insert(body, random.Next(body.Instructions.Count), [BodyClone.Raw(prefix, Operand(prefix.OperandType, body))]);
                break;
            default:
                Insert(body, Boundary(body), new Fragments(seed.Module, _operands, body, random).Write(1 + random.Next(2)));
                break;
        }
    }

    private static readonly OpCode[] s_prefixes =
        [OpCodes.Volatile, OpCodes.Unaligned, OpCodes.Readonly, OpCodes.Constrained, OpCodes.Tail, OpCodes.No];

    /// <summary>A place where the stack is likely empty: the start, or behind a store, a call without result or a jump.</summary>
    private int Boundary(MethodBody body)
    {
        var places = new List<int> { 0 };
        for (int i = 0; i < body.Instructions.Count - 1; i++)
        {
            Instruction instruction = body.Instructions[i];
            if (instruction.OpCode.StackBehaviourPush == StackBehaviour.Push0 && instruction.OpCode.StackBehaviourPop != StackBehaviour.Pop0
                && instruction.OpCode.FlowControl == FlowControl.Next)
                places.Add(i + 1);
        }
        return Pick(places);
    }

    private void ReplaceInstruction(MethodBody body)
    {
        Instruction instruction = PickInstruction(body);
        if (random.Next(4) == 0)
        {
            Instruction other = RandomInstruction(body);
            (instruction.OpCode, instruction.Operand) = (other.OpCode, other.Operand);
        }
        else
        {
            instruction.OpCode = Pick(OpCodeSets.With(instruction.OpCode.OperandType));
        }
    }

    private void ReplaceOperand(MethodBody body)
    {
        for (int attempt = 0; attempt < 8; attempt++)
        {
            Instruction instruction = PickInstruction(body);
            switch (instruction.OpCode.OperandType)
            {
                case OperandType.InlineNone:
                    continue;
                case OperandType.InlineTok:
                    instruction.Operand = random.Next(3) switch { 0 => Pick(_operands.Types), 1 => Pick(_operands.Methods), _ => Field() };
                    return;
                case OperandType.InlineMethod when random.Next(3) == 0 && instruction.Operand is MethodReference method:
                    // One of the same shape passes further than any.
                    MethodReference[] alike = [.. _operands.Methods.Where(other => other.Parameters.Count == method.Parameters.Count && other.HasThis == method.HasThis)];
                    instruction.Operand = alike.Length > 0 ? Pick(alike) : method;
                    return;
                default:
                    instruction.Operand = Operand(instruction.OpCode.OperandType, body);
                    return;
            }
        }
    }

    private Instruction RandomInstruction(MethodBody body)
    {
        OpCode code = Pick(OpCodeSets.All);
        return BodyClone.Raw(code, Operand(code.OperandType, body));
    }

    /// <summary>Any operand of that kind.</summary>
    private object? Operand(OperandType kind, MethodBody body)
    {
        switch (kind)
        {
            case OperandType.InlineBrTarget or OperandType.ShortInlineBrTarget:
                return PickInstruction(body);
            case OperandType.InlineSwitch:
                return Enumerable.Range(0, random.Next(4)).Select(_ => PickInstruction(body)).ToArray();
            case OperandType.InlineField:
                return Field();
            case OperandType.InlineMethod:
                return Pick(_operands.Methods);
            case OperandType.InlineType or OperandType.InlineTok:
                return Pick(_operands.Types);
            case OperandType.InlineString:
                return Pick(_operands.Strings);
            case OperandType.InlineI:
                return random.Next(4) == 0 ? random.Next() : random.Next(-2, 10);
            case OperandType.ShortInlineI:
                return (sbyte)random.Next(-2, 10);
            case OperandType.InlineI8:
                return random.NextInt64(-2, 1L << 40);
            case OperandType.InlineR:
                return random.NextDouble();
            case OperandType.ShortInlineR:
                return random.NextSingle();
            case OperandType.InlineVar or OperandType.ShortInlineVar:
                if (body.Variables.Count == 0)
                    body.Variables.Add(new VariableDefinition(Pick(_operands.Types)));
                return Pick(body.Variables);
            case OperandType.InlineArg or OperandType.ShortInlineArg:
                return body.Method.Parameters.Count > 0 ? Pick(body.Method.Parameters) : body.ThisParameter;
            case OperandType.InlineSig:
                return new CallSite(seed.Module.TypeSystem.Void);
            default:
                return null;
        }
    }

    private FieldReference Field() => _operands.Fields.Count > 0 ? Pick(_operands.Fields) : new FieldReference("none", seed.Module.TypeSystem.Int32, seed.Types[0]);

    private void Delete(MethodBody body)
    {
        if (body.Instructions.Count < 2)
            return;
        int index = random.Next(body.Instructions.Count - 1);
        Replace(body, body.Instructions[index], body.Instructions[index + 1]);
        body.Instructions.RemoveAt(index);
    }

    private void Exchange(MethodBody body)
    {
        Instruction one = PickInstruction(body);
        Instruction other = random.Next(2) == 0 ? PickInstruction(body) : one.Next ?? one;
        (one.OpCode, one.Operand, other.OpCode, other.Operand) = (other.OpCode, other.Operand, one.OpCode, one.Operand);
    }

    /// <summary>Copies a stretch of another body; its variables and jumps are bound to what is here.</summary>
    private void Splice(MethodBody body)
    {
        MethodBody source = Pick(seed.Methods).Body;
        int start = random.Next(source.Instructions.Count);
        int count = Math.Min(source.Instructions.Count - start, 1 + random.Next(8));
        var variables = new Dictionary<VariableDefinition, VariableDefinition>();
        var stretch = new List<Instruction>();
        for (int i = start; i < start + count; i++)
        {
            Instruction instruction = source.Instructions[i];
            stretch.Add(instruction.OpCode.OperandType switch
            {
                OperandType.InlineBrTarget or OperandType.ShortInlineBrTarget or OperandType.InlineSwitch or OperandType.InlineArg or OperandType.ShortInlineArg =>
                    BodyClone.Raw(instruction.OpCode, Operand(instruction.OpCode.OperandType, body)),
                OperandType.InlineVar or OperandType.ShortInlineVar => BodyClone.Raw(instruction.OpCode, Here((VariableDefinition)instruction.Operand)),
                _ => BodyClone.Raw(instruction.OpCode, instruction.Operand),
            });
        }
        Insert(body, random.Next(body.Instructions.Count), stretch);

        VariableDefinition Here(VariableDefinition variable)
        {
            if (variables.TryGetValue(variable, out VariableDefinition? here))
                return here;
            here = body.Variables.FirstOrDefault(candidate => candidate.VariableType.FullName == variable.VariableType.FullName);
            if (here is null)
                body.Variables.Add(here = new VariableDefinition(variable.VariableType));
            variables.Add(variable, here);
            return here;
        }
    }

    private void ChangeVariables(MethodBody body)
    {
        if (random.Next(20) == 0)
            body.InitLocals = !body.InitLocals;
        if (body.Variables.Count == 0 || random.Next(6) == 0)
            body.Variables.Add(new VariableDefinition(Pick(_operands.Types)));
        VariableDefinition variable = Pick(body.Variables);
        variable.VariableType = random.Next(6) switch
        {
            0 when !variable.VariableType.IsByReference => new ByReferenceType(variable.VariableType),
            1 => new PinnedType(variable.VariableType),
            _ => Pick(_operands.Types),
        };
    }

    private static void Insert(MethodBody body, int index, IReadOnlyList<Instruction> code)
    {
        Instruction before = body.Instructions[index];
        for (int i = 0; i < code.Count; i++)
            body.Instructions.Insert(index + i, code[i]);
        // Half of the world jumps to the old instruction, half to the new one; the fragments' own jumps stay.
        if ((index & 1) == 0 && code.Count > 0)
        {
            var own = new HashSet<Instruction>(code);
            Replace(body, before, code[0], own);
        }
    }

    /// <summary>Turns jumps and clause bounds from one instruction to another.</summary>
    private static void Replace(MethodBody body, Instruction from, Instruction to, HashSet<Instruction>? except = null)
    {
        foreach (Instruction instruction in body.Instructions)
        {
            if (except?.Contains(instruction) == true)
                continue;
            if (instruction.Operand == from)
                instruction.Operand = to;
            else if (instruction.Operand is Instruction[] targets)
                instruction.Operand = Array.ConvertAll(targets, target => target == from ? to : target);
        }
        foreach (ExceptionHandler clause in body.ExceptionHandlers)
        {
            clause.TryStart = clause.TryStart == from ? to : clause.TryStart;
            clause.TryEnd = clause.TryEnd == from ? to : clause.TryEnd;
            clause.FilterStart = clause.FilterStart == from ? to : clause.FilterStart;
            clause.HandlerStart = clause.HandlerStart == from ? to : clause.HandlerStart;
            clause.HandlerEnd = clause.HandlerEnd == from ? to : clause.HandlerEnd;
        }
    }

    private Instruction PickInstruction(MethodBody body) => Pick(body.Instructions);

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private T Pick<T>(Mono.Collections.Generic.Collection<T> list) => list[random.Next(list.Count)];
}
