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
        CheckVirtualDelegates(to.Body);
        CheckThrown(to.Body);
        foreach (ExceptionHandler handler in model.ExceptionHandlers)
        {
            if (ReachableCode.IsReached(handler.TryStart, handler.TryEnd, reached))
                to.Body.ExceptionHandlers.Add(Clause(handler, written, owner, from));
        }
    }

    /// <summary>
    /// Looks at the object before a delegate is made of a virtual method. In the compiler's pattern <c>dup; ldvirtftn; newobj</c> the object's
    /// type is read by a stub of the runtime, and a null there is not a NullReferenceException but the end of the process.
    /// </summary>
    private void CheckVirtualDelegates(MethodBody body)
    {
        for (int i = body.Instructions.Count - 1; i > 0; i--)
        {
            if (body.Instructions[i].OpCode.Code != Code.Ldvirtftn || body.Instructions[i - 1].OpCode.Code != Code.Dup || IsChecked(body, i))
                continue;
            // Behind the first dup, which may be the target of a jump; the pattern follows unbroken.
            body.Instructions.Insert(i, Instruction.Create(OpCodes.Callvirt, mapper.GetTypeOfObject()));
            body.Instructions.Insert(i + 1, Instruction.Create(OpCodes.Pop));
            body.Instructions.Insert(i + 2, Instruction.Create(OpCodes.Dup));
        }
    }

    /// <summary>
    /// Casts what is thrown to Exception. The type rules allow any object, as the standard does and as the C# compiler writes it behind an
    /// await in a handler; the runtime of the pinned compiler ends the process when such an object comes.
    /// </summary>
    private void CheckThrown(MethodBody body)
    {
        HashSet<Instruction> targets = [.. body.Instructions.SelectMany(instruction => instruction.Operand switch
        {
            Instruction target => [target],
            Instruction[] several => several,
            _ => Array.Empty<Instruction>(),
        })];
        for (int i = body.Instructions.Count - 1; i >= 0; i--)
        {
            Instruction thrower = body.Instructions[i];
            bool isCast = i > 0 && !targets.Contains(thrower)
                && body.Instructions[i - 1] is { OpCode.Code: Code.Castclass, Operand: TypeReference { FullName: "System.Exception" } };
            if (thrower.OpCode.Code != Code.Throw || isCast)
                continue;
            // In place of the throw, so that jumps to it meet the cast.
            (thrower.OpCode, thrower.Operand) = (OpCodes.Castclass, mapper.ExceptionType());
            body.Instructions.Insert(i + 1, Instruction.Create(OpCodes.Throw));
        }
    }

    /// <summary>True where the check is there already: what was written once is written the same a second time.</summary>
    private static bool IsChecked(MethodBody body, int load) =>
        load >= 4 && body.Instructions[load - 2].OpCode.Code == Code.Pop && body.Instructions[load - 4].OpCode.Code == Code.Dup
        && body.Instructions[load - 3] is { OpCode.Code: Code.Callvirt, Operand: MethodReference { Name: "GetType", DeclaringType.FullName: "System.Object" } };

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
