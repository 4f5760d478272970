using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Builder.Generate.Emit;

/// <content>Arguments that are buffers: out of the client's table, into the server's, and released where the server's code did not get them.</content>
internal sealed partial class BoundaryWriter
{
    private sealed partial class Member
    {
        /// <summary>Takes all buffers first: a call consumes what it was handed, whatever is wrong with the rest.</summary>
        private void EmitTake(ILProcessor il, (int Parameter, VariableDefinition Carried)[] buffers)
        {
            foreach ((int parameter, VariableDefinition carried) in buffers)
            {
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldarg, _method.Parameters[parameter]);
                il.Emit(OpCodes.Call, BufferMethod(_target.RuntimeMethod("Boundary", "Take"), parameter));
                il.Emit(OpCodes.Stloc, carried);
            }
            foreach ((int parameter, VariableDefinition carried) in buffers)
            {
                Instruction taken = il.Create(OpCodes.Nop);
                il.Emit(OpCodes.Ldloc, carried);
                il.Emit(OpCodes.Brtrue, taken);
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldarg, _method.Parameters[parameter]);
                il.Emit(OpCodes.Ldc_I4, member.Index);
                il.Emit(OpCodes.Ldc_I4, parameter);
                il.Emit(OpCodes.Call, BufferMethod(_target.RuntimeMethod("Boundary", "RefuseHandle"), parameter));
                il.Append(taken);
            }
        }

        /// <summary>Delivers the buffers; each is in nobody's hands but those of <c>Deliver</c> from the moment that it is called. The count says
        /// how many were, until all were and the server's code gets them; there is none where there is one buffer at most.</summary>
        private void EmitDeliver(
            ILProcessor il, VariableDefinition frame, (int Parameter, VariableDefinition Carried)[] buffers, VariableDefinition? delivered)
        {
            for (int i = 0; i < buffers.Length; i++)
            {
                (int parameter, VariableDefinition carried) = buffers[i];
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldloca, frame);
                il.Emit(OpCodes.Ldloc, carried);
                il.Emit(OpCodes.Ldnull);
                il.Emit(OpCodes.Stloc, carried);
                il.Emit(OpCodes.Ldc_I4, member.Index);
                il.Emit(OpCodes.Ldc_I4, parameter);
                il.Emit(OpCodes.Call, BufferMethod(BaseMethod("Deliver"), parameter));
                il.Emit(OpCodes.Starg, _method.Parameters[parameter]);
                if (delivered is null)
                    continue;
                il.Emit(OpCodes.Ldc_I4, i == buffers.Length - 1 ? 0 : i + 1);
                il.Emit(OpCodes.Stloc, delivered);
            }
        }

        private void EmitRelease(
            ILProcessor il, Instruction start, VariableDefinition frame, (int Parameter, VariableDefinition Carried)[] buffers,
            VariableDefinition? delivered, VariableDefinition? result, Instruction secondTime)
        {
            Instruction end = il.Create(OpCodes.Nop);
            EmitEnd(il, result, end);
            // A member with buffers is not repeatable.
            il.Append(secondTime);
            EmitSecondTime(il);
            Instruction handler = il.Create(OpCodes.Nop);
            il.Append(handler);
            for (int i = 0; i < buffers.Length; i++)
            {
                Instruction gone = il.Create(OpCodes.Nop);
                il.Emit(OpCodes.Ldloc, buffers[i].Carried);
                il.Emit(OpCodes.Brfalse, gone);
                il.Emit(OpCodes.Ldloc, buffers[i].Carried);
                il.Emit(OpCodes.Call, _target.RuntimeMethod("BufferBlock", "Release"));
                il.Append(gone);
                if (delivered is not null && i < buffers.Length - 1)
                    EmitWithdraw(il, frame, buffers[i].Parameter, delivered, i);
            }
            il.Emit(OpCodes.Endfinally);
            il.Append(end);
            MemberCode.Finally(il, start, handler, end);
            if (result is not null)
                il.Emit(OpCodes.Ldloc, result);
            il.Emit(OpCodes.Ret);
        }

        /// <summary>if (delivered > index) Withdraw(ref frame, argument)</summary>
        private void EmitWithdraw(ILProcessor il, VariableDefinition frame, int parameter, VariableDefinition delivered, int index)
        {
            Instruction stays = il.Create(OpCodes.Nop);
            il.Emit(OpCodes.Ldloc, delivered);
            il.Emit(OpCodes.Ldc_I4, index);
            il.Emit(OpCodes.Ble, stays);
            il.Emit(OpCodes.Ldloca, frame);
            il.Emit(OpCodes.Ldarg, _method.Parameters[parameter]);
            il.Emit(OpCodes.Call, BufferMethod(BaseMethod("Withdraw"), parameter));
            il.Append(stays);
        }

        private GenericInstanceMethod BufferMethod(MethodReference open, int parameter) =>
            Target.Instance(open, _target.Import(member.Parameters[parameter].Buffer!.Element.Type));
    }
}
