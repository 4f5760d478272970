using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <summary>Writes <c>Client_…</c>. A member reads, in C#:
/// <code>
/// writer = Begin(n);
/// try { write the arguments; reader = Exchange(ref writer, n); result = read; read the writable spans; reader.ReadEnd(); }
/// catch (object e) { Fail(e, n); }
/// End();
/// return result;
/// </code></summary>
internal sealed partial class ClientWriter(Target target, WireCode wire)
{
    // Bytes of arguments in a slot of a request: ChannelLayout.RequestSlotArguments.
    private const int SlotArguments = 232;

    internal void Write(ContractTypes types)
    {
        ILProcessor il = types.ClientConstructor.Body.GetILProcessor();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, target.RuntimeMethod("ClientEndpoint", ".ctor"));
        il.Emit(OpCodes.Ret);
        MemberCode.OverrideMembers(target, types.Client, types.Shapes!);
        foreach (ContractMember member in types.Contract.Members)
        {
            WriteMember(types, member);
            if (types.IsPlainTask(member) && member.FixedBytes <= SlotArguments)
                WriteSent(types, member);
        }
    }

    private void WriteMember(ContractTypes types, ContractMember member)
    {
        MethodDefinition method = MemberCode.Implement(target, types.Client, member);
        ILProcessor il = method.Body.GetILProcessor();
        VariableDefinition writer = MemberCode.Local(il, target.Runtime("WireWriter"));
        VariableDefinition exception = MemberCode.Local(il, target.Object);
        VariableDefinition? result = member.Result is null ? null : MemberCode.Local(il, method.ReturnType);
        VariableDefinition? call = member.IsAsync ? MemberCode.Local(il, CallType(member)) : null;
        Instruction end = il.Create(OpCodes.Ldarg_0);

        EmitBegin(il, member, writer, call);
        Instruction tryStart = il.Create(OpCodes.Nop);
        il.Append(tryStart);
        EmitArguments(il, member, writer);
        if (call is not null)
            EmitExchangeAsync(il, member, writer, call, result!);
        else
            EmitExchange(il, member, writer, result);
        il.Emit(OpCodes.Leave, end);
        Instruction handler = il.Create(OpCodes.Stloc, exception);
        il.Append(handler);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc, exception);
        il.Emit(OpCodes.Ldc_I4, member.Index);
        il.Emit(OpCodes.Call, Base("Fail"));
        il.Emit(OpCodes.Rethrow);
        il.Append(end);
        MemberCode.Catch(il, target, tryStart, handler, end);
        il.Emit(OpCodes.Call, Base("End"));
        if (result is not null)
            il.Emit(OpCodes.Ldloc, result);
        il.Emit(OpCodes.Ret);
    }

    private void EmitBegin(ILProcessor il, ContractMember member, VariableDefinition writer, VariableDefinition? call)
    {
        il.Emit(OpCodes.Ldarg_0);
        if (call is null)
        {
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Call, Base("Begin"));
        }
        else
        {
            il.Emit(OpCodes.Ldloca, call);
            il.Emit(OpCodes.Call, Target.Instance(Base("BeginAsync"), ResultType(member), wire.Decoder(member.Result!)));
        }
        il.Emit(OpCodes.Stloc, writer);
    }

    private void EmitArguments(ILProcessor il, ContractMember member, VariableDefinition writer)
    {
        foreach (int i in member.WireOrder)
        {
            ParameterShape parameter = member.Parameters[i];
            if (parameter.Buffer is { } buffer)
            {
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldloca, writer);
                il.Emit(OpCodes.Ldarg, il.Body.Method.Parameters[i]);
                il.Emit(OpCodes.Call, Target.Instance(Base("WriteBuffer"), target.Import(buffer.Element.Type)));
                continue;
            }
            if (parameter.Endpoint is { } endpoint)
            {
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldloca, writer);
                il.Emit(OpCodes.Ldarg, il.Body.Method.Parameters[i]);
                il.Emit(OpCodes.Newobj, wire.EndpointConstructor(endpoint.Contract, "Server"));
                il.Emit(OpCodes.Call, Base("WriteEndpoint"));
                continue;
            }
            il.Emit(OpCodes.Ldloca, writer);
            il.Emit(OpCodes.Ldarg, il.Body.Method.Parameters[i]);
            if (parameter.Element is null)
                wire.EmitWrite(il, parameter.Value!);
            else
            {
                MemberCode.EmitAsReadOnly(il, target, parameter);
                il.Emit(OpCodes.Call, Target.Instance(target.RuntimeMethod("WireWriter", "WriteSpan"), target.Import(parameter.Element.Type)));
            }
        }
    }

    private void EmitExchangeAsync(
        ILProcessor il, ContractMember member, VariableDefinition writer, VariableDefinition call, VariableDefinition result)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloca, writer);
        il.Emit(OpCodes.Ldc_I4, member.Index);
        il.Emit(OpCodes.Ldloc, call);
        il.Emit(OpCodes.Call, Target.Instance(Base("ExchangeAsync"), ResultType(member), wire.Decoder(member.Result!)));
        il.Emit(OpCodes.Stloc, result);
    }

    private void EmitExchange(ILProcessor il, ContractMember member, VariableDefinition writer, VariableDefinition? result)
    {
        VariableDefinition reader = MemberCode.Local(il, target.Runtime("WireReader"));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloca, writer);
        il.Emit(OpCodes.Ldc_I4, member.Index);
        il.Emit(OpCodes.Call, Base("Exchange"));
        il.Emit(OpCodes.Stloc, reader);
        if (result is not null)
        {
            il.Emit(OpCodes.Ldloca, reader);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Call, Base("get_Channel"));
            wire.EmitReadResult(il, member.Result!);
            il.Emit(OpCodes.Stloc, result);
        }
        for (int i = 0; i < member.Parameters.Count; i++)
        {
            if (member.Parameters[i] is not { IsWritable: true, Element: { } element })
                continue;
            il.Emit(OpCodes.Ldloca, reader);
            il.Emit(OpCodes.Ldarg, il.Body.Method.Parameters[i]);
            il.Emit(OpCodes.Call, Target.Instance(target.RuntimeMethod("WireReader", "ReadSpanInto"), target.Import(element.Type)));
        }
        il.Emit(OpCodes.Ldloca, reader);
        il.Emit(OpCodes.Call, target.RuntimeMethod("WireReader", "ReadEnd"));
    }

    private TypeReference ResultType(ContractMember member) => target.Import(member.Result!.Type);

    private GenericInstanceType CallType(ContractMember member) => target.RuntimeGeneric("AsyncCall`2", ResultType(member), wire.Decoder(member.Result!));

    private MethodReference Base(string name) => target.RuntimeMethod("ClientEndpoint", name);
}
