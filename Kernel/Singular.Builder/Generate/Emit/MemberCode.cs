using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <summary>What the three writers of classes have in common.</summary>
internal static class MemberCode
{
    /// <summary>Starts the method that implements a member of the contract.</summary>
    internal static MethodDefinition Implement(Target target, TypeDefinition type, ContractMember member)
    {
        var method = new MethodDefinition(
            member.Method.Name,
            MethodAttributes.Public | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot | MethodAttributes.Virtual,
            target.Import(member.Method.ReturnType));
        foreach (ParameterDefinition parameter in member.Method.Parameters)
            method.Parameters.Add(new ParameterDefinition(parameter.Name, ParameterAttributes.None, target.Import(parameter.ParameterType)));
        method.Body.InitLocals = true;
        type.Methods.Add(method);
        return method;
    }

    /// <summary>Starts a method of the class's own with the signature of a member.</summary>
    internal static MethodDefinition Private(Target target, TypeDefinition type, ContractMember member, string name)
    {
        MethodDefinition method = Implement(target, type, member);
        method.Name = name;
        method.Attributes = MethodAttributes.Private | MethodAttributes.HideBySig;
        return method;
    }

    /// <summary>The property <c>Members</c> that tells the base class what the members are.</summary>
    internal static void OverrideMembers(Target target, TypeDefinition type, FieldReference shapes)
    {
        var getter = new MethodDefinition(
            "get_Members",
            MethodAttributes.Family | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.Virtual,
            new ArrayType(target.Runtime("MemberShape")));
        ILProcessor il = getter.Body.GetILProcessor();
        il.Emit(OpCodes.Ldsfld, shapes);
        il.Emit(OpCodes.Ret);
        type.Methods.Add(getter);
        type.Properties.Add(new PropertyDefinition("Members", PropertyAttributes.None, getter.ReturnType) { GetMethod = getter });
    }

    internal static VariableDefinition Local(ILProcessor il, TypeReference type)
    {
        var local = new VariableDefinition(type);
        il.Body.Variables.Add(local);
        return local;
    }

    /// <summary>Loads a delegate to a static method, made once and kept in a static field of the class.</summary>
    internal static void LoadCached(ILProcessor il, string name, TypeReference type, MethodReference method, MethodReference constructor)
    {
        var field = new FieldDefinition(name, FieldAttributes.Private | FieldAttributes.Static, type);
        il.Body.Method.DeclaringType.Fields.Add(field);
        Instruction made = il.Create(OpCodes.Nop);
        il.Emit(OpCodes.Ldsfld, field);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Brtrue, made);
        il.Emit(OpCodes.Pop);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Ldftn, method);
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Stsfld, field);
        il.Append(made);
    }

    internal static void LoadArguments(ILProcessor il, ContractMember member)
    {
        for (int i = 0; i < member.Parameters.Count; i++)
            il.Emit(OpCodes.Ldarg, il.Body.Method.Parameters[i]);
    }

    /// <summary>Marks what was written since <paramref name="tryStart"/> as guarded by a handler that catches everything.</summary>
    internal static void Catch(ILProcessor il, Target target, Instruction tryStart, Instruction handlerStart, Instruction handlerEnd) =>
        il.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Catch)
        {
            TryStart = tryStart,
            TryEnd = handlerStart,
            HandlerStart = handlerStart,
            HandlerEnd = handlerEnd,
            CatchType = target.Object,
        });

    /// <summary>Marks what was written since <paramref name="tryStart"/> as guarded by a handler that always runs.</summary>
    internal static void Finally(ILProcessor il, Instruction tryStart, Instruction handlerStart, Instruction handlerEnd) =>
        il.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Finally)
        {
            TryStart = tryStart,
            TryEnd = handlerStart,
            HandlerStart = handlerStart,
            HandlerEnd = handlerEnd,
        });

    /// <summary>Loads the bytes of a span: it is turned into a read-only one first where it is not.</summary>
    internal static void EmitAsReadOnly(ILProcessor il, Target target, ParameterShape parameter)
    {
        if (!parameter.IsWritable)
            return;
        // ReadOnlySpan<T> Span<T>.op_Implicit(Span<T>)
        GenericInstanceType span = SpanOf(target, "Span", parameter);
        TypeReference element = span.ElementType.GenericParameters[0];
        var convert = new MethodReference(
            "op_Implicit", Target.Instance(ReadOnlySpanOpen(target), element), span) { HasThis = false };
        convert.Parameters.Add(new ParameterDefinition(Target.Instance(span.ElementType, element)));
        il.Emit(OpCodes.Call, convert);
    }

    internal static GenericInstanceType SpanOf(Target target, string name, ParameterShape parameter) =>
        target.PlatformGeneric("System", name, true, target.Import(parameter.Element!.Type));

    private static TypeReference ReadOnlySpanOpen(Target target) =>
        target.PlatformGeneric("System", "ReadOnlySpan", true, target.Int32).ElementType;
}
