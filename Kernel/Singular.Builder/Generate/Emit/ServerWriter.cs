using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <summary>Writes <c>Server_…</c>: <c>Dispatch</c> goes to one method for each member, which reads the arguments, calls the target
/// and writes the result and then the writable spans.</summary>
internal sealed class ServerWriter(Target target, WireCode wire)
{
    internal void Write(ContractTypes types)
    {
        var field = new FieldDefinition("_target", FieldAttributes.Private | FieldAttributes.InitOnly, types.Interface);
        types.Server.Fields.Add(field);
        ILProcessor il = types.ServerConstructor.Body.GetILProcessor();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, target.RuntimeMethod("ServerEndpoint", ".ctor"));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, types.Interface);
        il.Emit(OpCodes.Stfld, field);
        il.Emit(OpCodes.Ret);
        WriteDispatch(types, [.. types.Contract.Members.Select(member => WriteMember(types, member, field))]);
    }

    private void WriteDispatch(ContractTypes types, MethodDefinition[] members)
    {
        var method = new MethodDefinition(
            "Dispatch", MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.Virtual, target.Void);
        method.Parameters.Add(new ParameterDefinition("member", ParameterAttributes.None, target.UInt32));
        AddCallParameters(method);
        types.Server.Methods.Add(method);
        ILProcessor il = method.Body.GetILProcessor();
        Instruction[] labels = [.. members.Select(_ => il.Create(OpCodes.Ldarg_0))];
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Switch, labels);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, target.RuntimeMethod("ServerEndpoint", "RefuseMember"));
        il.Emit(OpCodes.Ret);
        for (int i = 0; i < members.Length; i++)
        {
            il.Append(labels[i]);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Ldarg, method.Parameters[3]);
            il.Emit(OpCodes.Call, members[i]);
            il.Emit(OpCodes.Ret);
        }
    }

    private void AddCallParameters(MethodDefinition method)
    {
        method.Parameters.Add(new ParameterDefinition("request", ParameterAttributes.None, new ByReferenceType(target.Runtime("WireReader"))));
        method.Parameters.Add(new ParameterDefinition("answer", ParameterAttributes.None, new ByReferenceType(target.Runtime("WireWriter"))));
        method.Parameters.Add(new ParameterDefinition("server", ParameterAttributes.None, target.Runtime("ServerLoop")));
    }

    /// <summary><c>void Serve_n(ref WireReader request, ref WireWriter answer, ServerLoop server)</c></summary>
    private MethodDefinition WriteMember(ContractTypes types, ContractMember member, FieldDefinition field)
    {
        var method = new MethodDefinition(
            $"Serve_{member.Index}", MethodAttributes.Private | MethodAttributes.HideBySig, target.Void);
        AddCallParameters(method);
        method.Body.InitLocals = true;
        // The compiler finds a member with a buffer too large to be made part of Dispatch, and the call and its frame cost more than the buffer's way in.
        if (member.BufferParameters.Any())
            method.ImplAttributes |= MethodImplAttributes.AggressiveInlining;
        types.Server.Methods.Add(method);
        ILProcessor il = method.Body.GetILProcessor();
        var arguments = new VariableDefinition[member.Parameters.Count];
        foreach (int i in member.WireOrder)
            arguments[i] = EmitArgument(il, member.Parameters[i]);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, target.RuntimeMethod("WireReader", "ReadEnd"));
        EmitCall(il, member, field, arguments);
        if (member.IsEnd)
        {
            il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Callvirt, target.RuntimeMethod("ServerLoop", "EndObject"));
        }
        for (int i = 0; i < arguments.Length; i++)
        {
            if (member.Parameters[i] is not { IsWritable: true, Element: { } element })
                continue;
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldloc, arguments[i]);
            MemberCode.EmitAsReadOnly(il, target, member.Parameters[i]);
            il.Emit(OpCodes.Call, Target.Instance(target.RuntimeMethod("WireWriter", "WriteSpan"), target.Import(element.Type)));
        }
        il.Emit(OpCodes.Ret);
        return method;
    }

    /// <summary>Reads an argument into a local variable. A span stays where it is, in the private copy of the request.</summary>
    private VariableDefinition EmitArgument(ILProcessor il, ParameterShape parameter)
    {
        if (parameter.Buffer is { } buffer)
        {
            VariableDefinition received = MemberCode.Local(il, target.Import(parameter.Type));
            il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Callvirt, Target.Instance(target.RuntimeMethod("ServerLoop", "ReadBuffer"), target.Import(buffer.Element.Type)));
            il.Emit(OpCodes.Stloc, received);
            return received;
        }
        if (parameter.Endpoint is { } endpoint)
            return EmitEndpoint(il, endpoint);
        il.Emit(OpCodes.Ldarg_1);
        if (parameter.Element is null)
        {
            VariableDefinition value = MemberCode.Local(il, target.Import(parameter.Type));
            wire.EmitRead(il, parameter.Value!);
            il.Emit(OpCodes.Stloc, value);
            return value;
        }
        VariableDefinition span = MemberCode.Local(il, target.Import(parameter.Type));
        il.Emit(OpCodes.Call, Target.Instance(target.RuntimeMethod("WireReader", "ReadSpan"), target.Import(parameter.Element.Type)));
        if (!parameter.IsWritable)
            MemberCode.EmitAsReadOnly(il, target, parameter with { IsWritable = true });
        il.Emit(OpCodes.Stloc, span);
        return span;
    }

    /// <summary>received = new Client_…(server.CallBacks, request.ReadUInt32()); server.Receive(received)</summary>
    private VariableDefinition EmitEndpoint(ILProcessor il, EndpointShape endpoint)
    {
        MethodReference constructor = wire.EndpointConstructor(endpoint.Contract, "Client");
        VariableDefinition received = MemberCode.Local(il, constructor.DeclaringType);
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Callvirt, target.RuntimeMethod("ServerLoop", "get_CallBacks"));
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, target.RuntimeMethod("WireReader", "ReadUInt32"));
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Stloc, received);
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Ldloc, received);
        il.Emit(OpCodes.Callvirt, target.RuntimeMethod("ServerLoop", "Receive"));
        return received;
    }

    private void EmitCall(ILProcessor il, ContractMember member, FieldDefinition field, VariableDefinition[] arguments)
    {
        // The order of evaluation: answer (and server), target, arguments, call, then write.
        if (member.IsAsync)
            il.Emit(OpCodes.Ldarg_3);
        if (member.Result is not null)
            il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, field);
        foreach (VariableDefinition argument in arguments)
            il.Emit(OpCodes.Ldloc, argument);
        il.Emit(OpCodes.Callvirt, target.Import(member.Method));
        if (member.IsAsync)
        {
            TypeReference result = target.Import(member.Result!.Type);
            GenericInstanceType encoder = target.RuntimeGeneric("WireEncoder`1", result);
            MemberCode.LoadCached(
                il, $"_encoder_{member.Index}", encoder, wire.ResultWriter(member.Result), target.MethodOf(encoder, "WireEncoder`1", ".ctor"));
            il.Emit(OpCodes.Callvirt, Target.Instance(target.RuntimeMethod("ServerLoop", "Answer"), result));
        }
        else if (member.Result is not null)
        {
            il.Emit(OpCodes.Ldarg_3);
            wire.EmitWriteResult(il, member.Result);
        }
    }
}
