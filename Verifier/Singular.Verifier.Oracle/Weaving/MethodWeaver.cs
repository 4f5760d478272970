using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Singular.Verifier.Oracle.Weaving;

/// <summary>
/// Weaves the sentinel's checks into a method: fuel at the entry and at the targets of backward jumps, a limit on <c>localloc</c>, and
/// behind each load of a reference, of a managed pointer or of a span a look at what really is on the stack.
/// </summary>
internal sealed class MethodWeaver(ModuleDefinition module, RuntimeMembers runtime)
{
    public void Weave(MethodDefinition method)
    {
        MethodBody body = method.Body;
        ReachableCode.BlankTheRest(body);
        body.SimplifyMacros();
        AddChecks(body);
        AddFuel(body);
        // Frames have to be real for a pointer into one that is gone to show.
        method.NoInlining = true;
        method.AggressiveInlining = false;
    }

    private void AddChecks(MethodBody body)
    {
        bool isTail = false;
        VariableDefinition? frame = null;
        VariableDefinition? hidden = null;
        foreach (Instruction instruction in body.Instructions.ToList())
        {
            // ilc drops casts of objects that it lays out itself, which are hidden from it here as re-emit hides them.
            if (instruction.OpCode.Code == Code.Castclass
                || (instruction.OpCode.Code == Code.Unbox_Any && !TypeFacts.IsValueType((TypeReference)instruction.Operand)))
                Hide(body, instruction, ref hidden);
            // Both runtimes end the process over an object that is no exception. Re-emit writes the same cast into what goes on to be compiled.
            if (instruction.OpCode.Code == Code.Throw)
            {
                Instruction cast = Instruction.Create(OpCodes.Castclass, runtime.Exception);
                InsertBefore(body, instruction, cast);
                Hide(body, cast, ref hidden);
                continue;
            }
            // A breakpoint without a debugger ends a native process, which is no matter of types.
            if (instruction.OpCode.Code == Code.Break)
                instruction.OpCode = OpCodes.Nop;
            if (instruction.OpCode.Code == Code.Localloc)
            {
                InsertBefore(body, instruction, Instruction.Create(OpCodes.Call, runtime.Sentinel("LimitStack")));
                continue;
            }
            // ilc's stub for a delegate over a virtual method reads the object's type outside of what it can turn into an exception; re-emit
            // checks it, too.
            if (instruction.OpCode.Code == Code.Ldvirtftn && instruction.Previous?.OpCode.Code == Code.Dup)
            {
                InsertBefore(body, instruction.Previous, Instruction.Create(OpCodes.Call, runtime.Sentinel("RequireObject")));
                InsertBefore(body, instruction.Previous.Previous, Instruction.Create(OpCodes.Dup));
                continue;
            }
            bool wasTail = isTail;
            isTail = instruction.OpCode.Code == Code.Tail || (isTail && instruction.OpCode.OpCodeType == OpCodeType.Prefix);
            // Nothing may stand between a tail call and its return.
            if (wasTail || PushedType(body, instruction) is not { } pushed || CheckFor(pushed) is not { } check)
                continue;
            int index = body.Instructions.IndexOf(instruction) + 1;
            body.Instructions.Insert(index, Instruction.Create(OpCodes.Call, check));
            if (check.Parameters.Count == 2)
            {
                if (frame is null)
                    body.Variables.Add(frame = new VariableDefinition(runtime.Frame));
                body.Instructions.Insert(index, Instruction.Create(OpCodes.Ldloc, frame));
            }
            body.Instructions.Insert(index, Instruction.Create(OpCodes.Dup));
        }
    }

    private void Hide(MethodBody body, Instruction cast, ref VariableDefinition? hidden)
    {
        if (hidden is null)
            body.Variables.Add(hidden = new VariableDefinition(module.TypeSystem.Object));
        foreach (Instruction added in (Instruction[])[Instruction.Create(OpCodes.Stloc, hidden), Instruction.Create(OpCodes.Ldloca, hidden),
            Instruction.Create(OpCodes.Volatile), Instruction.Create(OpCodes.Ldind_Ref)])
            InsertBefore(body, cast, added);
    }

    /// <summary>The static type of what a load pushes, as far as its operand says it; null when there is nothing to check.</summary>
    private TypeReference? PushedType(MethodBody body, Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Ldarg:
                var parameter = (ParameterDefinition)instruction.Operand;
                return parameter.Index >= 0 ? parameter.ParameterType : ThisType(body.Method);
            case Code.Ldarga:
                var addressed = (ParameterDefinition)instruction.Operand;
                return addressed.Index >= 0 ? Address(addressed.ParameterType) : null;
            case Code.Ldloc:
                return ((VariableDefinition)instruction.Operand).VariableType;
            case Code.Ldloca:
                return Address(((VariableDefinition)instruction.Operand).VariableType);
            case Code.Ldfld or Code.Ldsfld:
                return Signatures.TypeOf((FieldReference)instruction.Operand);
            case Code.Ldflda or Code.Ldsflda:
                return Address(Signatures.TypeOf((FieldReference)instruction.Operand));
            case Code.Call or Code.Callvirt:
                TypeReference result = Signatures.ResultOf((MethodReference)instruction.Operand);
                return ((MethodReference)instruction.Operand).Name == ".ctor" || result.MetadataType == MetadataType.Void ? null : result;
            case Code.Ldelem_Ref or Code.Ldind_Ref:
                return module.TypeSystem.Object;
            case Code.Ldelem_Any or Code.Ldobj or Code.Unbox_Any:
                return (TypeReference)instruction.Operand;
            case Code.Castclass or Code.Isinst:
                // The result is an object whatever the operand is; a boxed value is of its type, too.
                var cast = (TypeReference)instruction.Operand;
                return TypeFacts.IsValueType(cast) || cast is GenericParameter ? module.TypeSystem.Object : cast;
            case Code.Ldelema or Code.Unbox:
                return Address((TypeReference)instruction.Operand);
            default:
                return null;
        }
    }

    private static TypeReference ThisType(MethodDefinition method)
    {
        TypeReference type = method.DeclaringType;
        if (method.DeclaringType.HasGenericParameters)
        {
            var instance = new GenericInstanceType(method.DeclaringType);
            foreach (GenericParameter parameter in method.DeclaringType.GenericParameters)
                instance.GenericArguments.Add(parameter);
            type = instance;
        }
        return method.DeclaringType.IsValueType ? new ByReferenceType(type) : type;
    }

    private static ByReferenceType? Address(TypeReference type) =>
        Signatures.Plain(type) is { IsByReference: false } plain ? new ByReferenceType(plain) : null;

    private MethodReference? CheckFor(TypeReference type)
    {
        type = Signatures.Plain(type);
        switch (type)
        {
            case PointerType or FunctionPointerType:
                return null;
            case ByReferenceType reference:
                TypeReference element = Signatures.Plain(reference.ElementType);
                if (element is PointerType)
                    return null;
                return runtime.Sentinel(TypeFacts.IsByRefLike(element) ? "CheckLocation" : "CheckReference", element);
            case GenericParameter:
                return TypeFacts.IsByRefLike(type) ? null : runtime.Sentinel("CheckVariable", type);
            case GenericInstanceType { ElementType.FullName: "System.Span`1" } span:
                return runtime.Sentinel("CheckSpan", span.GenericArguments[0]);
            case GenericInstanceType { ElementType.FullName: "System.ReadOnlySpan`1" } span:
                return runtime.Sentinel("CheckReadOnlySpan", span.GenericArguments[0]);
            default:
                return TypeFacts.IsValueType(type) || type.MetadataType == MetadataType.TypedByReference ? null : runtime.Sentinel("Check", type);
        }
    }

    private void AddFuel(MethodBody body)
    {
        var places = new Dictionary<Instruction, int>();
        for (int i = 0; i < body.Instructions.Count; i++)
            places.Add(body.Instructions[i], i);
        var loops = new HashSet<Instruction>();
        foreach (Instruction instruction in body.Instructions)
        {
            foreach (Instruction target in Targets(instruction))
            {
                if (places[target] <= places[instruction])
                    loops.Add(target);
            }
        }
        foreach (Instruction loop in loops)
            InsertBefore(body, loop, Instruction.Create(OpCodes.Call, runtime.Sentinel("Burn")));
        // Not a target of jumps and in no region: it runs once.
        body.Instructions.Insert(0, Instruction.Create(OpCodes.Call, runtime.Sentinel("Enter")));
    }

    private static IEnumerable<Instruction> Targets(Instruction instruction) => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] targets => targets,
        _ => [],
    };

    /// <summary>Puts an instruction in front of another and takes over its jumps and clause bounds. A prefix stays with what it is for.</summary>
    private static void InsertBefore(MethodBody body, Instruction place, Instruction added)
    {
        body.Instructions.Insert(body.Instructions.IndexOf(place), added);
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand == place)
                instruction.Operand = added;
            else if (instruction.Operand is Instruction[] targets)
                instruction.Operand = Array.ConvertAll(targets, target => target == place ? added : target);
        }
        foreach (ExceptionHandler clause in body.ExceptionHandlers)
        {
            clause.TryStart = clause.TryStart == place ? added : clause.TryStart;
            clause.TryEnd = clause.TryEnd == place ? added : clause.TryEnd;
            clause.FilterStart = clause.FilterStart == place ? added : clause.FilterStart;
            clause.HandlerStart = clause.HandlerStart == place ? added : clause.HandlerStart;
            clause.HandlerEnd = clause.HandlerEnd == place ? added : clause.HandlerEnd;
        }
    }
}
