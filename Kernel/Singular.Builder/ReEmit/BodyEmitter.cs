using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Builder.ReEmit;

/// <summary>Writes the code of a method anew, instruction by instruction, without what cannot be reached.</summary>
internal sealed class BodyEmitter(ModuleDefinition source, ReferenceMapper mapper)
{
    internal void Emit(MethodDefinition from, MethodDefinition to, GenericOwner owner)
    {
        MethodBody model = from.Body;
        HashSet<Instruction> reached = ReachableCode.Find(model);
        foreach (VariableDefinition variable in model.Variables)
            to.Body.Variables.Add(new VariableDefinition(mapper.Type(variable.VariableType, owner)));
        // Memory is always zeroed, whatever the model says: no method can read what an earlier one left on the stack.
        to.Body.InitLocals = model.HasVariables || reached.Any(instruction => instruction.OpCode.Code == Code.Localloc);

        var written = new Dictionary<Instruction, Instruction>(ReferenceEqualityComparer.Instance);
        foreach (Instruction instruction in model.Instructions)
        {
            if (!reached.Contains(instruction))
                continue;
            Instruction copy = Instruction.Create(OpCodes.Nop);
            written.Add(instruction, copy);
            to.Body.Instructions.Add(copy);
        }
        foreach ((Instruction original, Instruction copy) in written)
        {
            // A breakpoint is a trap that only a debugger takes; elsewhere it ends the process, or the kernel.
            copy.OpCode = original.OpCode.Code == Code.Break ? OpCodes.Nop : original.OpCode;
            copy.Operand = Operand(original, from, to, written, owner);
        }
        new CompilerDuties(mapper).Apply(to.Body);
        foreach (ExceptionHandler handler in model.ExceptionHandlers)
        {
            if (ReachableCode.IsReached(handler.TryStart, handler.TryEnd, reached))
                to.Body.ExceptionHandlers.Add(Clause(handler, written, owner, from));
        }
    }

    private object? Operand(
        Instruction instruction, MethodDefinition from, MethodDefinition to, Dictionary<Instruction, Instruction> written, GenericOwner owner) =>
        instruction.Operand switch
        {
            null => null,
            Instruction target => Target(target, written, from),
            Instruction[] targets => Array.ConvertAll(targets, target => Target(target, written, from)),
            VariableDefinition variable => to.Body.Variables[variable.Index],
            // The model numbers 'this' -1; for static methods there is none.
            ParameterDefinition parameter => parameter.Index < 0 ? to.Body.ThisParameter : to.Parameters[parameter.Index],
            MethodReference method => mapper.Method(method, owner),
            FieldReference field => mapper.Field(field, owner),
            TypeReference type => mapper.Type(type, owner),
            CallSite site => mapper.CallSite(site, owner),
            string or sbyte or byte or int or long or float or double => instruction.Operand,
            var unknown => throw Refusals.NotCarried(source, from.FullName, $"an operand of kind {unknown.GetType().Name} at IL_{instruction.Offset:x4}"),
        };

    private Instruction Target(Instruction target, Dictionary<Instruction, Instruction> written, MethodDefinition method) =>
        written.TryGetValue(target, out Instruction? copy)
            ? copy
            : throw Refusals.NotCarried(source, method.FullName, $"a branch to IL_{target.Offset:x4}, where no instruction begins");

    private ExceptionHandler Clause(ExceptionHandler from, Dictionary<Instruction, Instruction> written, GenericOwner owner, MethodDefinition method)
    {
        var to = new ExceptionHandler(from.HandlerType)
        {
            TryStart = Next(from.TryStart, written),
            TryEnd = Next(from.TryEnd, written),
            HandlerStart = Next(from.HandlerStart, written),
            HandlerEnd = Next(from.HandlerEnd, written),
            CatchType = from.CatchType is null ? null : mapper.Type(from.CatchType, owner),
        };
        if (from.FilterStart is null)
            return to;
        // Compilers take the instruction before the handler for the filter's end, which therefore has to stay.
        if (from.HandlerStart.Previous is not { OpCode.Code: Code.Endfilter } end || !written.ContainsKey(end))
            throw Refusals.NotCarried(source, method.FullName, "an exception filter that never ends");
        to.FilterStart = Next(from.FilterStart, written);
        return to;
    }

    /// <summary>The copy of the first written instruction from here on; null for the end of the method.</summary>
    private static Instruction? Next(Instruction? original, Dictionary<Instruction, Instruction> written)
    {
        for (; original is not null; original = original.Next)
        {
            if (written.TryGetValue(original, out Instruction? copy))
                return copy;
        }
        return null;
    }
}
