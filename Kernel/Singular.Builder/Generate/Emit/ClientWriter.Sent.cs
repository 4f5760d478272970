using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <content>Calls of members that return a task, as the boundary in front of the stub makes them. A member reads, in C#:
/// <code>
/// bool Send_n(arguments, Boundary boundary, Domain server, object filter, out ValueTask&lt;T&gt; task)
/// {
///     if (!TryBeginSmall(boundary, server, n, filter, out call)) { task = default; return false; }
///     writer = StartSmall();                       // where there are arguments
///     write the arguments;
///     return TrySend(writer.Length, n, call, out task);
/// }
/// </code></content>
internal sealed partial class ClientWriter
{
    private void WriteSent(ContractTypes types, ContractMember member)
    {
        MethodDefinition method = MemberCode.Private(target, types.Client, member, $"Send_{member.Index}");
        method.Attributes = MethodAttributes.Assembly | MethodAttributes.HideBySig;
        method.ImplAttributes |= MethodImplAttributes.AggressiveInlining;
        method.ReturnType = target.Bool;
        ParameterDefinition boundary = Add(method, "boundary", target.Runtime("Boundary"));
        ParameterDefinition server = Add(method, "server", target.Runtime("Domain"));
        ParameterDefinition filter = Add(method, "filter", target.Object);
        TypeReference taskType = target.Import(member.Method.ReturnType);
        ParameterDefinition task = Add(method, "task", new ByReferenceType(taskType));
        task.IsOut = true;
        types.Sent.Add(member.Index, method);
        ILProcessor il = method.Body.GetILProcessor();
        VariableDefinition call = MemberCode.Local(il, CallType(member));
        Instruction begun = il.Create(OpCodes.Nop);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg, boundary);
        il.Emit(OpCodes.Ldarg, server);
        il.Emit(OpCodes.Ldc_I4, member.Index);
        il.Emit(OpCodes.Ldarg, filter);
        il.Emit(OpCodes.Ldloca, call);
        il.Emit(OpCodes.Call, Target.Instance(Base("TryBeginSmall"), ResultType(member), wire.Decoder(member.Result!)));
        il.Emit(OpCodes.Brtrue, begun);
        il.Emit(OpCodes.Ldarg, task);
        il.Emit(OpCodes.Initobj, taskType);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
        il.Append(begun);
        VariableDefinition? writer = member.Parameters.Count == 0 ? null : EmitSmallRequest(il, member);
        il.Emit(OpCodes.Ldarg_0);
        if (writer is null)
            il.Emit(OpCodes.Ldc_I4_0);
        else
        {
            il.Emit(OpCodes.Ldloca, writer);
            il.Emit(OpCodes.Call, target.RuntimeMethod("WireWriter", "get_Length"));
        }
        il.Emit(OpCodes.Ldc_I4, member.Index);
        il.Emit(OpCodes.Ldloc, call);
        il.Emit(OpCodes.Ldarg, task);
        il.Emit(OpCodes.Call, Target.Instance(Base("TrySend"), ResultType(member), wire.Decoder(member.Result!)));
        il.Emit(OpCodes.Ret);
    }

    private VariableDefinition EmitSmallRequest(ILProcessor il, ContractMember member)
    {
        VariableDefinition writer = MemberCode.Local(il, target.Runtime("WireWriter"));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, Base("StartSmall"));
        il.Emit(OpCodes.Stloc, writer);
        EmitArguments(il, member, writer);
        return writer;
    }

    private static ParameterDefinition Add(MethodDefinition method, string name, TypeReference type)
    {
        var parameter = new ParameterDefinition(name, ParameterAttributes.None, type);
        method.Parameters.Add(parameter);
        return parameter;
    }
}
