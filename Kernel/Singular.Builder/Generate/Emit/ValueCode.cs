using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <summary>Code that looks at values: whether they are legal, their normal form, and the bytes of their strings. Types that are
/// more than a primitive get a method in the static class <c>Rules</c>.</summary>
internal sealed class ValueCode(Target target, TypeDefinition rules)
{
    /// <summary>Bytes of a struct that a method of the x64 System V convention gives back in registers.</summary>
    private const int LargestInRegisters = 16;

    private readonly Dictionary<string, MethodDefinition> _methods = new(StringComparer.Ordinal);

    /// <summary>Value on the stack → whether it is legal. Only for shapes with a rule.</summary>
    internal void EmitIsLegal(ILProcessor il, ValueShape shape)
    {
        switch (shape)
        {
            case PrimitiveShape primitive:
                il.Emit(OpCodes.Call, target.RuntimeMethod("ValueRules", "Is" + primitive.WireName));
                break;
            case StringShape or EndpointShape:
                il.Emit(OpCodes.Ldnull);
                il.Emit(OpCodes.Cgt_Un);
                break;
            default:
                il.Emit(OpCodes.Call, Method("IsLegal", shape, target.Bool, WriteIsLegal));
                break;
        }
    }

    /// <summary>Value on the stack → the value with every truth value 0 or 1. Only for shapes that need it.</summary>
    internal void EmitNormal(ILProcessor il, ValueShape shape)
    {
        if (shape is PrimitiveShape)
        {
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Cgt_Un);
        }
        else
            il.Emit(OpCodes.Call, Method("Normal", shape, target.Import(shape.Type), WriteNormal));
    }

    /// <summary>The same for a struct in a variable, by a call that is not inlined: where it is rare, the compiler would otherwise hold the parts of the value
    /// in registers all the way there. What comes back in registers is handed over by address, because it has to be written to memory anyway; what
    /// comes back in memory by value, because the compiler clears each variable first whose address is taken.</summary>
    internal void EmitNormalSeldom(ILProcessor il, StructShape shape, VariableDefinition value)
    {
        bool byAddress = shape.MemoryBytes <= LargestInRegisters;
        TypeReference type = target.Import(shape.Type);
        string key = "NormalSeldom " + shape.Type.FullName;
        if (!_methods.TryGetValue(key, out MethodDefinition? method))
        {
            method = new MethodDefinition($"NormalSeldom_{Names.Of(shape.Type)}", MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig, type);
            method.ImplAttributes |= MethodImplAttributes.NoInlining;
            method.Parameters.Add(new ParameterDefinition("value", ParameterAttributes.None, byAddress ? new ByReferenceType(type) : type));
            _methods[key] = method;
            rules.Methods.Add(method);
            ILProcessor body = method.Body.GetILProcessor();
            body.Emit(OpCodes.Ldarg_0);
            if (byAddress)
                body.Emit(OpCodes.Ldobj, type);
            EmitNormal(body, shape);
            body.Emit(OpCodes.Ret);
        }
        il.Emit(byAddress ? OpCodes.Ldloca : OpCodes.Ldloc, value);
        il.Emit(OpCodes.Call, method);
    }

    /// <summary>Value on the stack → bytes of its strings as i8. Only for shapes with text.</summary>
    internal void EmitTextBytes(ILProcessor il, ValueShape shape)
    {
        if (shape is StringShape)
            il.Emit(OpCodes.Call, StringBytes());
        else
            il.Emit(OpCodes.Call, Method("TextBytes", shape, target.Int64, WriteTextBytes));
    }

    /// <summary>Reference to a member of <c>Result&lt;T, TError&gt;</c> for an instance of it.</summary>
    internal MethodReference ResultMethod(ResultShape shape, TypeDefinition open, string name) =>
        target.On((GenericInstanceType)target.Import(shape.Instance), Target.OnlyMethod(open, name));

    internal required TypeDefinition ResultType { get; init; }

    private MethodReference StringBytes() => target.Import(
        target.RuntimeDefinition("ValueRules").Methods.Single(method => method.Name == "Bytes" && !method.HasGenericParameters));

    private MethodDefinition Method(string verb, ValueShape shape, TypeReference result, Action<ILProcessor, ValueShape> write)
    {
        string key = verb + " " + shape.Type.FullName;
        if (_methods.TryGetValue(key, out MethodDefinition? method))
            return method;
        method = new MethodDefinition($"{verb}_{Names.Of(shape.Type)}", MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig, result);
        method.ImplAttributes |= MethodImplAttributes.AggressiveInlining;
        method.Parameters.Add(new ParameterDefinition("value", ParameterAttributes.None, target.Import(shape.Type)));
        _methods[key] = method;
        rules.Methods.Add(method);
        write(method.Body.GetILProcessor(), shape);
        return method;
    }

    private void WriteIsLegal(ILProcessor il, ValueShape shape)
    {
        switch (shape)
        {
            case EnumShape enumeration:
                EnumCode.WriteIsLegal(il, enumeration);
                break;
            case StructShape structure:
                Instruction no = il.Create(OpCodes.Ldc_I4_0);
                foreach ((MethodDefinition getter, ValueShape field) in structure.Fields.Where(field => field.Shape.HasRule))
                {
                    EmitField(il, getter);
                    EmitIsLegal(il, field);
                    il.Emit(OpCodes.Brfalse, no);
                }
                il.Emit(OpCodes.Ldc_I4_1);
                il.Emit(OpCodes.Ret);
                il.Append(no);
                il.Emit(OpCodes.Ret);
                break;
            case ResultShape result:
                WriteCases(il, result, part => part.HasRule, part => EmitIsLegal(il, part), () => il.Emit(OpCodes.Ldc_I4_1));
                break;
        }
    }

    private void WriteNormal(ILProcessor il, ValueShape shape)
    {
        if (shape is StructShape structure)
        {
            foreach ((MethodDefinition getter, ValueShape field) in structure.Fields)
            {
                EmitField(il, getter);
                if (field.NeedsNormalising)
                    EmitNormal(il, field);
            }
            il.Emit(OpCodes.Newobj, target.Import(structure.Constructor));
            il.Emit(OpCodes.Ret);
            return;
        }
        var result = (ResultShape)shape;
        WriteCases(
            il, result, part => part.NeedsNormalising,
            part =>
            {
                EmitNormal(il, part);
                il.Emit(OpCodes.Call, ResultMethod(result, ResultType, ReferenceEquals(part, result.Value) ? "Ok" : "Fail"));
            },
            () => il.Emit(OpCodes.Ldarg_0));
    }

    private void WriteTextBytes(ILProcessor il, ValueShape shape)
    {
        if (shape is StructShape structure)
        {
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Conv_I8);
            foreach ((MethodDefinition getter, ValueShape field) in structure.Fields.Where(field => field.Shape.HasText))
            {
                EmitField(il, getter);
                EmitTextBytes(il, field);
                il.Emit(OpCodes.Add);
            }
            il.Emit(OpCodes.Ret);
            return;
        }
        WriteCases(
            il, (ResultShape)shape, part => part.HasText, part => EmitTextBytes(il, part),
            () =>
            {
                il.Emit(OpCodes.Ldc_I4_0);
                il.Emit(OpCodes.Conv_I8);
            });
    }

    /// <summary>The argument is a result: the code for its value or for its error, each with that part on the stack, and return.
    /// A part that does not matter is not read: that costs a call.</summary>
    private void WriteCases(
        ILProcessor il, ResultShape result, Func<ValueShape, bool> matters, Action<ValueShape> writeCase, Action writeOther)
    {
        void WriteCase(ValueShape part, string getter)
        {
            if (matters(part))
            {
                il.Emit(OpCodes.Ldarga_S, il.Body.Method.Parameters[0]);
                il.Emit(OpCodes.Call, ResultMethod(result, ResultType, getter));
                writeCase(part);
            }
            else
                writeOther();
            il.Emit(OpCodes.Ret);
        }

        Instruction failed = il.Create(OpCodes.Nop);
        il.Emit(OpCodes.Ldarga_S, il.Body.Method.Parameters[0]);
        il.Emit(OpCodes.Call, ResultMethod(result, ResultType, "get_IsOk"));
        il.Emit(OpCodes.Brfalse, failed);
        WriteCase(result.Value, "get_Value");
        il.Append(failed);
        WriteCase(result.Error, "get_Error");
    }

    private void EmitField(ILProcessor il, MethodDefinition getter)
    {
        il.Emit(OpCodes.Ldarga_S, il.Body.Method.Parameters[0]);
        il.Emit(OpCodes.Call, target.Import(getter));
    }
}
