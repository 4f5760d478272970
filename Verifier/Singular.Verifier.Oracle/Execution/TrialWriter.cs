using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Oracle.Mutation;
using Singular.Verifier.Oracle.Weaving;

namespace Singular.Verifier.Oracle.Execution;

/// <summary>Writes one trial: a static method that makes inputs, calls a method of a mutant and looks at what came back.</summary>
internal sealed class TrialWriter(ModuleDefinition program, RuntimeMembers runtime, ModuleDefinition mutant, Random random)
{
    private const int Depth = 3;

    private readonly MemberBinder _binder = new(program);
    private readonly GenericArguments _arguments = new(mutant, random);

    /// <summary>The trial, or null when no inputs can be made for the method.</summary>
    public MethodDefinition? Write(MethodDefinition target, string name)
    {
        // A delegate's constructor takes a method pointer, which no input can be.
        if (target.Name == ".cctor" || (target.IsRuntime && target.IsConstructor) || (target.IsAbstract && target.IsStatic) || target.DeclaringType.IsEnum)
            return null;
        if (_arguments.Choose(target.DeclaringType, null) is not { } ofType || _arguments.Choose(target, [.. ofType]) is not { } ofMethod)
            return null;
        TypeReference owner = Constructed(target.DeclaringType, ofType);
        var trial = new MethodDefinition(name, MethodAttributes.Public | MethodAttributes.Static, program.TypeSystem.Void);
        MethodBody body = trial.Body;
        body.InitLocals = true;
        var inputs = new InputWriter(mutant, _binder, runtime, body, random);
        bool isConstructor = target is { IsConstructor: true };
        if (isConstructor && target.DeclaringType.IsAbstract)
            return null;
        if (target.HasThis && !isConstructor && !TryReceiver(inputs, owner))
            return null;
        foreach (ParameterDefinition parameter in target.Parameters)
        {
            if (!inputs.TryEmit(Signatures.Substitute(parameter.ParameterType, [.. ofType], [.. ofMethod]), Depth))
                return null;
        }
        bool isVirtual = target is { HasThis: true, IsVirtual: true } && !target.DeclaringType.IsValueType;
        Emit(body, isConstructor ? OpCodes.Newobj : isVirtual ? OpCodes.Callvirt : OpCodes.Call, _binder.Method(target, owner, ofMethod));
        Take(body, isConstructor ? owner : Signatures.Substitute(target.ReturnType, [.. ofType], [.. ofMethod]));
        Finish(body, inputs);
        return trial;
    }

    private static TypeReference Constructed(TypeDefinition type, IReadOnlyList<TypeReference> arguments)
    {
        if (arguments.Count == 0)
            return type;
        var instance = new GenericInstanceType(type) { IsValueType = type.IsValueType };
        foreach (TypeReference argument in arguments)
            instance.GenericArguments.Add(argument);
        return instance;
    }

    private static bool TryReceiver(InputWriter inputs, TypeReference owner) =>
        inputs.TryEmit(TypeFacts.IsValueType(owner) ? new ByReferenceType(owner) : owner, Depth);

    /// <summary>Checks a result by what it is and drops it.</summary>
    private void Take(MethodBody body, TypeReference result)
    {
        result = Signatures.Plain(result);
        if (result.MetadataType == MetadataType.Void)
            return;
        switch (result)
        {
            case ByReferenceType reference:
                TypeReference element = Signatures.Plain(reference.ElementType);
                PushFrame(body);
                Emit(body, OpCodes.Call, runtime.Sentinel(TypeFacts.IsByRefLike(element) ? "CheckLocation" : "CheckReference", _binder.Type(element)));
                break;
            case GenericInstanceType { ElementType.FullName: "System.Span`1" } span:
                PushFrame(body);
                Emit(body, OpCodes.Call, runtime.Sentinel("CheckSpan", _binder.Type(span.GenericArguments[0])));
                break;
            case GenericInstanceType { ElementType.FullName: "System.ReadOnlySpan`1" } span:
                PushFrame(body);
                Emit(body, OpCodes.Call, runtime.Sentinel("CheckReadOnlySpan", _binder.Type(span.GenericArguments[0])));
                break;
            case PointerType or FunctionPointerType:
                Emit(body, OpCodes.Pop, null);
                break;
            default:
                Emit(body, TypeFacts.IsValueType(result) ? OpCodes.Pop : OpCodes.Call,
                    TypeFacts.IsValueType(result) ? null : runtime.Sentinel("CheckArgument", _binder.Type(result)));
                break;
        }
    }

    private void PushFrame(MethodBody body)
    {
        var frame = new VariableDefinition(runtime.Frame);
        body.Variables.Add(frame);
        Emit(body, OpCodes.Ldloc, frame);
    }

    /// <summary>Puts the call into a try block of its own and looks at the inputs when it is over.</summary>
    private void Finish(MethodBody body, InputWriter inputs)
    {
        Instruction end = Instruction.Create(OpCodes.Nop);
        Instruction handler = Instruction.Create(OpCodes.Call, runtime.Find("Trials", "Caught"));
        Emit(body, OpCodes.Leave, end);
        body.Instructions.Add(handler);
        Emit(body, OpCodes.Leave, end);
        body.Instructions.Add(end);
        foreach ((VariableDefinition variable, TypeReference element) in inputs.Guarded)
        {
            Emit(body, OpCodes.Ldloca, variable);
            Emit(body, OpCodes.Call, runtime.Sentinel("CheckGuards", element));
        }
        foreach (VariableDefinition array in inputs.Arrays)
        {
            Emit(body, OpCodes.Ldloc, array);
            Emit(body, OpCodes.Call, runtime.Sentinel("CheckArgument", array.VariableType));
        }
        Emit(body, OpCodes.Ret, null);
        body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Catch)
        {
            TryStart = body.Instructions[0],
            TryEnd = handler,
            HandlerStart = handler,
            HandlerEnd = end,
            CatchType = runtime.Find("Trials", "Caught").Parameters[0].ParameterType,
        });
    }

    private static void Emit(MethodBody body, OpCode code, object? operand) => body.Instructions.Add(BodyClone.Raw(code, operand));
}
