using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Builder.Generate.Emit;

/// <content>Calls of members that return a task, as the far end of a channel makes them: their value goes into the answer, so that nobody has to hold it
/// as a task first, and there is one method for what else would be two.</content>
internal sealed partial class BoundaryWriter
{
    private sealed partial class Member
    {
        /// <summary>Writes the code of <c>void Carry_n(arguments, ServerLoop server)</c>.</summary>
        /// <param name="wire">Writes the value.</param>
        /// <param name="filterMethod">As for <see cref="Write"/>.</param>
        internal void WriteCarried(WireCode wire, MethodDefinition? filterMethod)
        {
            ILProcessor il = _method.Body.GetILProcessor();
            VariableDefinition context = MemberCode.Local(il, _target.Runtime("CallContext"));
            VariableDefinition bound = MemberCode.Local(il, _target.RuntimeGeneric("BoundServer`1", types.Interface));
            VariableDefinition server = MemberCode.Local(il, _target.Runtime("Domain"));
            VariableDefinition exception = MemberCode.Local(il, _target.Object);
            VariableDefinition given = MemberCode.Local(il, TaskType());
            VariableDefinition task = MemberCode.Local(il, TaskType());
            VariableDefinition value = MemberCode.Local(il, ResultType());
            VariableDefinition isDone = MemberCode.Local(il, _target.Bool);
            Instruction secondTime = il.Create(OpCodes.Nop);
            Instruction leave = il.Create(OpCodes.Nop);
            Instruction pending = il.Create(OpCodes.Nop);
            Instruction guardEnd = il.Create(OpCodes.Nop);
            Instruction answerLater = il.Create(OpCodes.Nop);
            ParameterDefinition loop = _method.Parameters[^1];

            il.Emit(OpCodes.Ldarg, loop);
            il.Emit(OpCodes.Callvirt, _target.RuntimeMethod("ServerLoop", "RequireTicket"));
            if (member.Parameters.Count == 0)
            {
                il.Emit(OpCodes.Ldarg, loop);
                il.Emit(OpCodes.Callvirt, _target.RuntimeMethod("ServerLoop", "TakeNothing"));
            }
            WriteArgumentChecks(il);
            EmitEnterPlain(il, context);
            il.Emit(OpCodes.Stloc, bound);
            Instruction tryStart = il.Create(OpCodes.Ldloc, bound);
            il.Append(tryStart);
            il.Emit(OpCodes.Call, BaseMethod("TargetOf"));
            MemberCode.LoadArguments(il, member);
            il.Emit(OpCodes.Callvirt, _target.Import(member.Method));
            il.Emit(OpCodes.Stloc, given);
            // The task may be backed by the server's code: it is looked at inside the server's domain, and in the guarded part.
            il.Emit(OpCodes.Ldloca, given);
            il.Emit(OpCodes.Call, TaskGetter("get_IsCompleted", _target.Bool));
            il.Emit(OpCodes.Brfalse, pending);
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Stloc, isDone);
            il.Emit(OpCodes.Ldloca, given);
            il.Emit(OpCodes.Call, TaskGetter("get_Result", TaskType().ElementType.GenericParameters[0]));
            il.Emit(OpCodes.Stloc, value);
            il.Emit(OpCodes.Br, guardEnd);
            il.Append(pending);
            EmitRelayPlain(il, given, filterMethod);
            il.Emit(OpCodes.Stloc, task);
            il.Append(guardEnd);
            il.Emit(OpCodes.Ldloc, bound);
            il.Emit(OpCodes.Call, BaseMethod("ServerOf"));
            il.Emit(OpCodes.Stloc, server);
            EmitGuardEnd(il, tryStart, leave, exception, secondTime, frame: null);
            EmitMove(il, null);
            EmitLeavePlain(il, context, server);
            il.Emit(OpCodes.Brfalse, secondTime);
            il.Emit(OpCodes.Ldloc, isDone);
            il.Emit(OpCodes.Brfalse, answerLater);
            if (filterMethod is not null)
            {
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldloc, value);
                il.Emit(OpCodes.Ldloc, server);
                il.Emit(OpCodes.Call, filterMethod);
                il.Emit(OpCodes.Stloc, value);
            }
            EmitAnswer(il, wire, loop, value);
            il.Emit(OpCodes.Ret);
            il.Append(secondTime);
            if (EmitAgain(il))
                il.Emit(OpCodes.Stloc, task);
            il.Append(answerLater);
            wire.EmitAnswerTask(il, loop, task, member);
            il.Emit(OpCodes.Ret);
        }

        private GenericInstanceType TaskType() => _target.PlatformGeneric("System.Threading.Tasks", "ValueTask", true, ResultType());

        private MethodReference TaskGetter(string name, TypeReference result) => new(name, result, TaskType()) { HasThis = true };

        /// <summary>writer = server.StartAnswer(); write the value; server.EndAnswer(ref writer)</summary>
        private void EmitAnswer(ILProcessor il, WireCode wire, ParameterDefinition loop, VariableDefinition value)
        {
            VariableDefinition writer = MemberCode.Local(il, _target.Runtime("WireWriter"));
            il.Emit(OpCodes.Ldarg, loop);
            il.Emit(OpCodes.Callvirt, _target.RuntimeMethod("ServerLoop", "StartAnswer"));
            il.Emit(OpCodes.Stloc, writer);
            il.Emit(OpCodes.Ldloca, writer);
            il.Emit(OpCodes.Ldloc, value);
            il.Emit(OpCodes.Ldarg, loop);
            wire.EmitWriteResult(il, member.Result!);
            il.Emit(OpCodes.Ldarg, loop);
            il.Emit(OpCodes.Ldloca, writer);
            il.Emit(OpCodes.Callvirt, _target.RuntimeMethod("ServerLoop", "EndAnswer"));
        }

        /// <summary>Leaves RelayPlain(index, task, filter) on the stack.</summary>
        private void EmitRelayPlain(ILProcessor il, VariableDefinition task, MethodDefinition? filterMethod)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Ldloc, task);
            EmitFilterDelegate(il, filterMethod);
            il.Emit(OpCodes.Call, Target.Instance(BaseMethod("RelayPlain"), ResultType()));
        }
    }
}
