using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <summary>Writes <c>Server_…</c>: <c>Dispatch</c> goes to one method for each member, which reads the arguments, calls the boundary
/// and writes the result and then the writable spans. Where the boundary has a method for it that is left to that one.</summary>
internal sealed class ServerWriter(Target target, WireCode wire)
{
    internal void Write(ContractTypes types)
    {
        var field = new FieldDefinition("_target", FieldAttributes.Private | FieldAttributes.InitOnly, types.Boundary);
        types.Server.Fields.Add(field);
        ILProcessor il = types.ServerConstructor.Body.GetILProcessor();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, target.RuntimeMethod("ServerEndpoint", ".ctor"));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, types.Boundary);
        il.Emit(OpCodes.Stfld, field);
        il.Emit(OpCodes.Ret);
        WriteDispatch(types, [.. types.Contract.Members.Select(member => WriteMember(types, member, field))]);
    }

    private void WriteDispatch(ContractTypes types, MethodDefinition[] members)
    {
        var method = new MethodDefinition(
            "Dispatch", MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.Virtual, target.Void);
        method.Parameters.Add(new ParameterDefinition("member", ParameterAttributes.None, target.UInt32));
        AddServer(method);
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
            il.Emit(OpCodes.Call, members[i]);
            il.Emit(OpCodes.Ret);
        }
    }

    private void AddServer(MethodDefinition method) =>
        method.Parameters.Add(new ParameterDefinition("server", ParameterAttributes.None, target.Runtime("ServerLoop")));

    /// <summary><c>void Serve_n(ServerLoop server)</c></summary>
    private MethodDefinition WriteMember(ContractTypes types, ContractMember member, FieldDefinition field)
    {
        var method = new MethodDefinition(
            $"Serve_{member.Index}", MethodAttributes.Private | MethodAttributes.HideBySig, target.Void);
        AddServer(method);
        method.Body.InitLocals = true;
        // The compiler finds a member with a buffer too large to be made part of Dispatch, and the call and its frame cost more than the buffer's way in.
        if (member.BufferParameters.Any())
            method.ImplAttributes |= MethodImplAttributes.AggressiveInlining;
        types.Server.Methods.Add(method);
        ILProcessor il = method.Body.GetILProcessor();
        types.Carried.TryGetValue(member.Index, out MethodDefinition? carried);
        VariableDefinition[] arguments = member.Parameters.Count == 0 && carried is not null ? [] : EmitArguments(il, member);
        if (carried is not null)
        {
            EmitTargetAndArguments(il, field, arguments);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Call, carried);
            il.Emit(OpCodes.Ret);
            // Without arguments, which the boundary's method sees to, nothing is left of it but a jump.
            if (arguments.Length == 0)
                method.ImplAttributes |= MethodImplAttributes.AggressiveInlining;
            return method;
        }
        VariableDefinition? result = EmitCall(il, types, member, field, arguments);
        if (member.IsEnd)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Callvirt, target.RuntimeMethod("ServerLoop", "EndObject"));
        }
        EmitAnswer(il, member, result, arguments);
        il.Emit(OpCodes.Ret);
        return method;
    }

    /// <summary>Reads the arguments into local variables.</summary>
    private VariableDefinition[] EmitArguments(ILProcessor il, ContractMember member)
    {
        var arguments = new VariableDefinition[member.Parameters.Count];
        il.Emit(OpCodes.Ldarg_1);
        if (arguments.Length == 0)
        {
            il.Emit(OpCodes.Callvirt, target.RuntimeMethod("ServerLoop", "TakeNothing"));
            return arguments;
        }
        VariableDefinition request = MemberCode.Local(il, target.Runtime("WireReader"));
        il.Emit(OpCodes.Callvirt, target.RuntimeMethod("ServerLoop", "Request"));
        il.Emit(OpCodes.Stloc, request);
        foreach (int i in member.WireOrder)
            arguments[i] = EmitArgument(il, request, member.Parameters[i]);
        il.Emit(OpCodes.Ldloca, request);
        il.Emit(OpCodes.Call, target.RuntimeMethod("WireReader", "ReadEnd"));
        return arguments;
    }

    /// <summary>Reads an argument into a local variable. A span stays where it is, in the private copy of the request.</summary>
    private VariableDefinition EmitArgument(ILProcessor il, VariableDefinition request, ParameterShape parameter)
    {
        if (parameter.Buffer is { } buffer)
        {
            VariableDefinition received = MemberCode.Local(il, target.Import(parameter.Type));
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldloca, request);
            il.Emit(OpCodes.Callvirt, Target.Instance(target.RuntimeMethod("ServerLoop", "ReadBuffer"), target.Import(buffer.Element.Type)));
            il.Emit(OpCodes.Stloc, received);
            return received;
        }
        if (parameter.Endpoint is { } endpoint)
            return EmitEndpoint(il, request, endpoint);
        il.Emit(OpCodes.Ldloca, request);
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
    private VariableDefinition EmitEndpoint(ILProcessor il, VariableDefinition request, EndpointShape endpoint)
    {
        MethodReference constructor = wire.EndpointConstructor(endpoint.Contract, "Client");
        VariableDefinition received = MemberCode.Local(il, constructor.DeclaringType);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Callvirt, target.RuntimeMethod("ServerLoop", "get_CallBacks"));
        il.Emit(OpCodes.Ldloca, request);
        il.Emit(OpCodes.Call, target.RuntimeMethod("WireReader", "ReadUInt32"));
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Stloc, received);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldloc, received);
        il.Emit(OpCodes.Callvirt, target.RuntimeMethod("ServerLoop", "Receive"));
        return received;
    }

    private static void EmitTargetAndArguments(ILProcessor il, FieldDefinition field, VariableDefinition[] arguments)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, field);
        foreach (VariableDefinition argument in arguments)
            il.Emit(OpCodes.Ldloc, argument);
    }

    /// <returns>Has the result; null where there is none, or its task will give it.</returns>
    private VariableDefinition? EmitCall(ILProcessor il, ContractTypes types, ContractMember member, FieldDefinition field, VariableDefinition[] arguments)
    {
        EmitTargetAndArguments(il, field, arguments);
        il.Emit(OpCodes.Call, types.Called[member.Index]);
        if (member.Result is null)
            return null;
        VariableDefinition result = MemberCode.Local(il, target.Import(member.Method.ReturnType));
        il.Emit(OpCodes.Stloc, result);
        if (!member.IsAsync)
            return result;
        wire.EmitAnswerTask(il, il.Body.Method.Parameters[0], result, member);
        return null;
    }

    /// <summary>writer = server.StartAnswer(); write the result and the writable spans; server.EndAnswer(ref writer)</summary>
    private void EmitAnswer(ILProcessor il, ContractMember member, VariableDefinition? result, VariableDefinition[] arguments)
    {
        if (result is null && !member.Parameters.Any(parameter => parameter.IsWritable))
            return;
        VariableDefinition answer = MemberCode.Local(il, target.Runtime("WireWriter"));
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Callvirt, target.RuntimeMethod("ServerLoop", "StartAnswer"));
        il.Emit(OpCodes.Stloc, answer);
        if (result is not null)
        {
            il.Emit(OpCodes.Ldloca, answer);
            il.Emit(OpCodes.Ldloc, result);
            il.Emit(OpCodes.Ldarg_1);
            wire.EmitWriteResult(il, member.Result!);
        }
        for (int i = 0; i < arguments.Length; i++)
        {
            if (member.Parameters[i] is not { IsWritable: true, Element: { } element })
                continue;
            il.Emit(OpCodes.Ldloca, answer);
            il.Emit(OpCodes.Ldloc, arguments[i]);
            MemberCode.EmitAsReadOnly(il, target, member.Parameters[i]);
            il.Emit(OpCodes.Call, Target.Instance(target.RuntimeMethod("WireWriter", "WriteSpan"), target.Import(element.Type)));
        }
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldloca, answer);
        il.Emit(OpCodes.Callvirt, target.RuntimeMethod("ServerLoop", "EndAnswer"));
    }
}
