using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Builder.Generate.Emit;

/// <content>Members whose calls keep nothing in a <c>CallFrame</c>.</content>
internal sealed partial class BoundaryWriter
{
    private sealed partial class Member
    {
        /// <summary>The result comes at once, at most one argument is a buffer, and none an endpoint.</summary>
        internal bool IsPlain =>
            !member.IsAsync && !IsConcurrent && !member.MayEndLater && member.Since == 0
            && member.BufferParameters.Count() <= 1 && !member.EndpointParameters.Any();

        /// <summary>Writes the code of such a member.</summary>
        /// <inheritdoc cref="Write"/>
        internal void WritePlain(MethodDefinition? filterMethod)
        {
            ILProcessor il = _method.Body.GetILProcessor();
            VariableDefinition context = MemberCode.Local(il, _target.Runtime("CallContext"));
            VariableDefinition bound = MemberCode.Local(il, _target.RuntimeGeneric("BoundServer`1", types.Interface));
            VariableDefinition server = MemberCode.Local(il, _target.Runtime("Domain"));
            VariableDefinition exception = MemberCode.Local(il, _target.Object);
            VariableDefinition? result = member.Result is null ? null : MemberCode.Local(il, _method.ReturnType);
            Instruction secondTime = il.Create(OpCodes.Nop);
            Instruction leave = il.Create(OpCodes.Nop);

            Instruction start = il.Create(OpCodes.Nop);
            il.Append(start);
            WriteArgumentChecks(il);
            EmitEnterPlain(il, context);
            il.Emit(OpCodes.Stloc, bound);
            VariableDefinition? delivered = EmitPlainDelivery(il, start, context, bound);
            Instruction tryStart = il.Create(OpCodes.Ldloc, bound);
            il.Append(tryStart);
            il.Emit(OpCodes.Call, BaseMethod("TargetOf"));
            LoadDelivered(il, delivered);
            il.Emit(OpCodes.Callvirt, _target.Import(member.Method));
            if (result is not null)
                il.Emit(OpCodes.Stloc, result);
            // Here, or the compiler puts an instruction that does nothing between the call and the end of the guarded part.
            il.Emit(OpCodes.Ldloc, bound);
            il.Emit(OpCodes.Call, BaseMethod("ServerOf"));
            il.Emit(OpCodes.Stloc, server);
            EmitGuardEnd(il, tryStart, leave, exception, secondTime, frame: null);
            EmitMove(il, result);
            EmitLeavePlain(il, context, server);
            il.Emit(OpCodes.Brfalse, secondTime);
            if (!EmitReturnOfNormal(il, result, filterMethod))
                EmitPlainReturn(il, context, server, result, filterMethod);
            il.Emit(OpCodes.Ret);
            il.Append(secondTime);
            EmitSecondTime(il);
        }

        /// <summary>Leaves what is called on the stack.</summary>
        private void EmitEnterPlain(ILProcessor il, VariableDefinition context)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloca, context);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            EmitStates(il);
            il.Emit(OpCodes.Ldc_I4, member.LimitMilliseconds);
            il.Emit(OpCodes.Call, BaseMethod("EnterPlain"));
        }

        /// <summary>Leaves on the stack whether the call is over.</summary>
        private void EmitLeavePlain(ILProcessor il, VariableDefinition context, VariableDefinition server)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloc, context);
            il.Emit(OpCodes.Ldloc, server);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Call, BaseMethod("LeavePlain"));
        }

        /// <summary>Moves the buffer of a member that takes one to the server; where the call breaks off before, what was guarded since
        /// <paramref name="start"/>, it is released.</summary>
        /// <returns>The server's handle; null where there is no buffer.</returns>
        private VariableDefinition? EmitPlainDelivery(ILProcessor il, Instruction start, VariableDefinition context, VariableDefinition bound)
        {
            foreach (int parameter in member.BufferParameters)
            {
                VariableDefinition delivered = MemberCode.Local(il, _method.Parameters[parameter].ParameterType);
                Instruction end = il.Create(OpCodes.Nop);
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldloc, context);
                il.Emit(OpCodes.Ldloc, bound);
                il.Emit(OpCodes.Ldarg, _method.Parameters[parameter]);
                il.Emit(OpCodes.Ldc_I4, member.Index);
                il.Emit(OpCodes.Ldc_I4, parameter);
                il.Emit(OpCodes.Call, BufferMethod(BaseMethod("DeliverPlain"), parameter));
                il.Emit(OpCodes.Stloc, delivered);
                il.Emit(OpCodes.Leave, end);
                Instruction handler = il.Create(OpCodes.Pop);
                il.Append(handler);
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldarg, _method.Parameters[parameter]);
                il.Emit(OpCodes.Call, BufferMethod(_target.RuntimeMethod("Boundary", "ReleaseArgument"), parameter));
                il.Emit(OpCodes.Rethrow);
                il.Append(end);
                MemberCode.Catch(il, _target, start, handler, end);
                return delivered;
            }
            return null;
        }

        private void LoadDelivered(ILProcessor il, VariableDefinition? delivered)
        {
            for (int i = 0; i < member.Parameters.Count; i++)
            {
                if (member.Parameters[i].Buffer is not null)
                    il.Emit(OpCodes.Ldloc, delivered!);
                else
                    il.Emit(OpCodes.Ldarg, _method.Parameters[i]);
            }
        }

        private void EmitPlainReturn(
            ILProcessor il, VariableDefinition context, VariableDefinition server, VariableDefinition? result, MethodDefinition? filterMethod)
        {
            if (result is null)
                return;
            if (filterMethod is not null)
                il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloc, result);
            if (filterMethod is null)
                return;
            il.Emit(OpCodes.Ldloc, server);
            if (FilterTakesContext)
                il.Emit(OpCodes.Ldloc, context);
            il.Emit(OpCodes.Call, filterMethod);
        }
    }
}
