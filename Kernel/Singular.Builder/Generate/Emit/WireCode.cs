using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <summary>Code that writes values to a message and reads them from it. Types that are more than a primitive get a pair of
/// methods in the static class <c>Wire</c>.</summary>
internal sealed class WireCode(Target target, TypeDefinition wire, ValueCode values)
{
    private readonly BlockCode _blocks = new(target);
    private readonly Dictionary<string, MethodDefinition> _methods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypeDefinition> _decoders = new(StringComparer.Ordinal);

    /// <summary>Makes <c>Client_…</c> and <c>Server_…</c> of a contract; set before results are generated.</summary>
    internal required Func<TypeDefinition, string, MethodReference> EndpointConstructor { get; init; }

    /// <summary>Reference to the writer and value on the stack → nothing.</summary>
    internal void EmitWrite(ILProcessor il, ValueShape shape)
    {
        switch (shape)
        {
            case PrimitiveShape primitive:
                il.Emit(OpCodes.Call, target.RuntimeMethod("WireWriter", "Write" + primitive.WireName));
                break;
            case EnumShape enumeration:
                EmitWrite(il, enumeration.Underlying);
                break;
            case StringShape:
                il.Emit(OpCodes.Call, target.RuntimeMethod("WireWriter", "WriteString"));
                break;
            default:
                il.Emit(OpCodes.Call, Method("Write", shape, WriteWriter, [Reference("WireWriter"), target.Import(shape.Type)], target.Void));
                break;
        }
    }

    /// <summary>Reference to the reader on the stack → value.</summary>
    internal void EmitRead(ILProcessor il, ValueShape shape)
    {
        switch (shape)
        {
            case PrimitiveShape primitive:
                il.Emit(OpCodes.Call, target.RuntimeMethod("WireReader", "Read" + primitive.WireName));
                EmitSign(il, primitive);
                break;
            case EnumShape enumeration:
                EmitRead(il, enumeration.Underlying);
                break;
            case StringShape:
                il.Emit(OpCodes.Call, target.RuntimeMethod("WireReader", "ReadString"));
                break;
            default:
                il.Emit(OpCodes.Call, Method("Read", shape, WriteReader, [Reference("WireReader")], target.Import(shape.Type)));
                break;
        }
    }

    /// <summary>Like <see cref="EmitWrite"/> for what a member gives back, with the <c>ServerLoop</c> on top of the stack.</summary>
    internal void EmitWriteResult(ILProcessor il, ValueShape shape) => il.Emit(OpCodes.Call, Method(
        "WriteResult", shape, WriteResultWriter,
        [Reference("WireWriter"), target.Import(shape.Type), target.Runtime("ServerLoop")], target.Void));

    /// <summary>Like <see cref="EmitRead"/> for what a member gives back, with the <c>ClientChannel</c> on top of the stack.</summary>
    internal void EmitReadResult(ILProcessor il, ValueShape shape) => il.Emit(OpCodes.Call, ResultReader(shape));

    /// <summary>Method that fits <c>WireEncoder</c>.</summary>
    internal MethodDefinition ResultWriter(ValueShape shape) => Method(
        "WriteResult", shape, WriteResultWriter,
        [Reference("WireWriter"), target.Import(shape.Type), target.Runtime("ServerLoop")], target.Void);

    /// <summary>server.Answer(task, encoder), in a method with an argument for the <c>ServerLoop</c>.</summary>
    internal void EmitAnswerTask(ILProcessor il, ParameterDefinition server, VariableDefinition task, ContractMember member)
    {
        TypeReference result = target.Import(member.Result!.Type);
        GenericInstanceType encoder = target.RuntimeGeneric("WireEncoder`1", result);
        il.Emit(OpCodes.Ldarg, server);
        il.Emit(OpCodes.Ldloc, task);
        MemberCode.LoadCached(
            il, $"_encoder_{member.Index}", encoder, ResultWriter(member.Result), target.MethodOf(encoder, "WireEncoder`1", ".ctor"));
        il.Emit(OpCodes.Callvirt, Target.Instance(target.RuntimeMethod("ServerLoop", "Answer"), result));
    }

    /// <summary>A structure without fields that implements <c>IWireDecoder</c>.</summary>
    internal TypeDefinition Decoder(ValueShape shape)
    {
        if (_decoders.TryGetValue(shape.Type.FullName, out TypeDefinition? decoder))
            return decoder;
        decoder = new TypeDefinition(
            Target.Namespace, $"Decoder_{Names.Of(shape.Type)}",
            TypeAttributes.NotPublic | TypeAttributes.Sealed | TypeAttributes.SequentialLayout | TypeAttributes.BeforeFieldInit,
            target.Platform("System", "ValueType", false)) { PackingSize = 0, ClassSize = 1 };
        TypeReference result = target.Import(shape.Type);
        decoder.Interfaces.Add(new InterfaceImplementation(target.RuntimeGeneric("IWireDecoder`1", result)));
        _decoders[shape.Type.FullName] = decoder;
        target.Module.Types.Add(decoder);
        var read = new MethodDefinition(
            "Read", MethodAttributes.Public | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot | MethodAttributes.Virtual, result);
        read.ImplAttributes |= MethodImplAttributes.AggressiveInlining;
        read.Parameters.Add(new ParameterDefinition("reader", ParameterAttributes.None, Reference("WireReader")));
        read.Parameters.Add(new ParameterDefinition("channel", ParameterAttributes.None, target.Runtime("ClientChannel")));
        decoder.Methods.Add(read);
        ILProcessor il = read.Body.GetILProcessor();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        EmitReadResult(il, shape);
        il.Emit(OpCodes.Ret);
        return decoder;
    }

    private MethodDefinition ResultReader(ValueShape shape) => Method(
        "ReadResult", shape, WriteResultReader, [Reference("WireReader"), target.Runtime("ClientChannel")], target.Import(shape.Type));

    private ByReferenceType Reference(string runtimeType) => new(target.Runtime(runtimeType));

    internal static void EmitSign(ILProcessor il, PrimitiveShape primitive)
    {
        // The wire knows unsigned numbers; 32 and 64 bits are the same on the evaluation stack.
        if (primitive.Type.FullName == "System.SByte")
            il.Emit(OpCodes.Conv_I1);
        else if (primitive.Type.FullName == "System.Int16")
            il.Emit(OpCodes.Conv_I2);
    }

    private MethodDefinition Method(
        string verb, ValueShape shape, Action<ILProcessor, ValueShape> write, TypeReference[] parameters, TypeReference result)
    {
        string key = verb + " " + shape.Type.FullName;
        if (_methods.TryGetValue(key, out MethodDefinition? method))
            return method;
        method = new MethodDefinition($"{verb}_{Names.Of(shape.Type)}", MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig, result);
        foreach (TypeReference parameter in parameters)
            method.Parameters.Add(new ParameterDefinition(parameter));
        // A few instructions beside those of the value, and most are used once.
        if (verb is "WriteResult" or "ReadResult")
            method.ImplAttributes |= MethodImplAttributes.AggressiveInlining;
        _methods[key] = method;
        wire.Methods.Add(method);
        write(method.Body.GetILProcessor(), shape);
        return method;
    }

    private void WriteWriter(ILProcessor il, ValueShape shape)
    {
        if (shape is StructShape plain && BlockCode.Fits(plain))
        {
            _blocks.WriteWriter(il, plain);
            return;
        }
        if (shape is StructShape structure)
        {
            foreach ((MethodDefinition getter, ValueShape field) in structure.Fields)
            {
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldarga_S, il.Body.Method.Parameters[1]);
                il.Emit(OpCodes.Call, target.Import(getter));
                EmitWrite(il, field);
            }
            il.Emit(OpCodes.Ret);
            return;
        }
        throw new InvalidOperationException($"{shape} has no writer of its own.");
    }

    private void WriteReader(ILProcessor il, ValueShape shape)
    {
        if (shape is not StructShape structure)
            throw new InvalidOperationException($"{shape} has no reader of its own.");
        if (structure.Fields.Count == 0)
        {
            var empty = new VariableDefinition(target.Import(structure.Type));
            il.Body.Variables.Add(empty);
            il.Body.InitLocals = true;
            il.Emit(OpCodes.Ldloc, empty);
            il.Emit(OpCodes.Ret);
            return;
        }
        if (BlockCode.Fits(structure))
        {
            _blocks.WriteReader(il, structure);
            return;
        }
        foreach ((_, ValueShape field) in structure.Fields)
        {
            il.Emit(OpCodes.Ldarg_0);
            EmitRead(il, field);
        }
        il.Emit(OpCodes.Newobj, target.Import(structure.Constructor));
        il.Emit(OpCodes.Ret);
    }

    private void WriteResultWriter(ILProcessor il, ValueShape shape)
    {
        if (shape is not ResultShape result)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            EmitWritePart(il, shape);
            il.Emit(OpCodes.Ret);
            return;
        }
        Instruction failed = il.Create(OpCodes.Ldarg_0);
        ParameterDefinition value = il.Body.Method.Parameters[1];
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarga_S, value);
        il.Emit(OpCodes.Call, values.ResultMethod(result, values.ResultType, "get_IsOk"));
        il.Emit(OpCodes.Call, target.RuntimeMethod("WireWriter", "WriteBoolean"));
        il.Emit(OpCodes.Ldarga_S, value);
        il.Emit(OpCodes.Call, values.ResultMethod(result, values.ResultType, "get_IsOk"));
        il.Emit(OpCodes.Brfalse, failed);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarga_S, value);
        il.Emit(OpCodes.Call, values.ResultMethod(result, values.ResultType, "get_Value"));
        EmitWritePart(il, result.Value);
        il.Emit(OpCodes.Ret);
        il.Append(failed);
        il.Emit(OpCodes.Ldarga_S, value);
        il.Emit(OpCodes.Call, values.ResultMethod(result, values.ResultType, "get_Error"));
        EmitWrite(il, result.Error);
        il.Emit(OpCodes.Ret);
    }

    private void WriteResultReader(ILProcessor il, ValueShape shape)
    {
        if (shape is not ResultShape result)
        {
            EmitReadPart(il, shape);
            il.Emit(OpCodes.Ret);
            return;
        }
        Instruction failed = il.Create(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, target.RuntimeMethod("WireReader", "ReadBoolean"));
        il.Emit(OpCodes.Brfalse, failed);
        EmitReadPart(il, result.Value);
        il.Emit(OpCodes.Call, values.ResultMethod(result, values.ResultType, "Ok"));
        il.Emit(OpCodes.Ret);
        il.Append(failed);
        EmitRead(il, result.Error);
        il.Emit(OpCodes.Call, values.ResultMethod(result, values.ResultType, "Fail"));
        il.Emit(OpCodes.Ret);
    }

    private void EmitWritePart(ILProcessor il, ValueShape shape)
    {
        if (shape is BufferShape buffer)
        {
            // server.WriteBuffer(writer, value), with writer and value on the stack.
            VariableDefinition given = MemberCode.Local(il, target.Import(buffer.Type));
            VariableDefinition writer = MemberCode.Local(il, Reference("WireWriter"));
            il.Emit(OpCodes.Stloc, given);
            il.Emit(OpCodes.Stloc, writer);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldloc, writer);
            il.Emit(OpCodes.Ldloc, given);
            il.Emit(OpCodes.Callvirt, Target.Instance(target.RuntimeMethod("ServerLoop", "WriteBuffer"), target.Import(buffer.Element.Type)));
            return;
        }
        if (shape is not EndpointShape endpoint)
        {
            EmitWrite(il, shape);
            return;
        }
        // writer.WriteUInt32(server.AddObject(new Server_…(value))), with writer and value on the stack.
        var made = new VariableDefinition(target.Runtime("ServerEndpoint"));
        il.Body.Variables.Add(made);
        il.Emit(OpCodes.Newobj, EndpointConstructor(endpoint.Contract, "Server"));
        il.Emit(OpCodes.Stloc, made);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldloc, made);
        il.Emit(OpCodes.Callvirt, target.RuntimeMethod("ServerLoop", "AddObject"));
        il.Emit(OpCodes.Call, target.RuntimeMethod("WireWriter", "WriteUInt32"));
    }

    private void EmitReadPart(ILProcessor il, ValueShape shape)
    {
        if (shape is EndpointShape endpoint)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Call, target.RuntimeMethod("WireReader", "ReadUInt32"));
            il.Emit(OpCodes.Newobj, EndpointConstructor(endpoint.Contract, "Client"));
        }
        else if (shape is BufferShape buffer)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Callvirt, Target.Instance(target.RuntimeMethod("ClientChannel", "ReadBuffer"), target.Import(buffer.Element.Type)));
        }
        else
        {
            il.Emit(OpCodes.Ldarg_0);
            EmitRead(il, shape);
        }
    }
}
