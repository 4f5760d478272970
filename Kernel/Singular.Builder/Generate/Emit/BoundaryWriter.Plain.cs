using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Builder.Generate.Emit;

/// <content>Members whose calls keep nothing in a <c>CallFrame</c>.</content>
internal sealed partial class BoundaryWriter
{
    private sealed partial class Member
    {
        /// <summary>The result comes at once, and neither it nor an argument is a buffer, nor an argument an endpoint.</summary>
        internal bool IsPlain =>
            !member.IsAsync && !IsConcurrent && !member.MayEndLater && member.Since == 0
            && !FilterTakesFrame && !member.BufferParameters.Any() && !member.EndpointParameters.Any();

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

            WriteArgumentChecks(il);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloca, context);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            EmitStates(il);
            il.Emit(OpCodes.Ldc_I4, member.LimitMilliseconds);
            il.Emit(OpCodes.Call, BaseMethod("EnterPlain"));
            il.Emit(OpCodes.Stloc, bound);
            Instruction tryStart = il.Create(OpCodes.Ldloc, bound);
            il.Append(tryStart);
            il.Emit(OpCodes.Call, BaseMethod("TargetOf"));
            MemberCode.LoadArguments(il, member);
            il.Emit(OpCodes.Callvirt, _target.Import(member.Method));
            if (result is not null)
                il.Emit(OpCodes.Stloc, result);
            // Here, or the compiler puts an instruction that does nothing between the call and the end of the guarded part.
            il.Emit(OpCodes.Ldloc, bound);
            il.Emit(OpCodes.Call, BaseMethod("ServerOf"));
            il.Emit(OpCodes.Stloc, server);
            EmitGuardEnd(il, tryStart, leave, exception, secondTime, frame: null);
            EmitMove(il, result);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloc, context);
            il.Emit(OpCodes.Ldloc, server);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Call, BaseMethod("LeavePlain"));
            il.Emit(OpCodes.Brfalse, secondTime);
            if (!EmitReturnOfNormal(il, result, filterMethod))
                EmitPlainReturn(il, server, result, filterMethod);
            il.Emit(OpCodes.Ret);
            il.Append(secondTime);
            EmitSecondTime(il);
        }

        private void EmitPlainReturn(ILProcessor il, VariableDefinition server, VariableDefinition? result, MethodDefinition? filterMethod)
        {
            if (result is null)
                return;
            if (filterMethod is not null)
                il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloc, result);
            if (filterMethod is null)
                return;
            il.Emit(OpCodes.Ldloc, server);
            il.Emit(OpCodes.Call, filterMethod);
        }
    }
}
