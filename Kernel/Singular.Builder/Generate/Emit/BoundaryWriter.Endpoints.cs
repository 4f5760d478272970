using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Builder.Generate.Emit;

/// <content>Arguments that are endpoints, of which the server gets a boundary of its own to each, and their end.</content>
internal sealed partial class BoundaryWriter
{
    private sealed partial class Member
    {
        /// <summary>An endpoint that has ended, though its domain cannot be entered now: there is no object to call.</summary>
        private static void EmitReturnIfLater(ILProcessor il, VariableDefinition target)
        {
            Instruction isThere = il.Create(OpCodes.Nop);
            il.Emit(OpCodes.Ldloc, target);
            il.Emit(OpCodes.Brtrue, isThere);
            il.Emit(OpCodes.Ret);
            il.Append(isThere);
        }

        /// <summary>argument = Lend(ref frame, new Boundary_…(SlotForLent(argument), CallBackSession(ref frame)), the one before or null, index)</summary>
        private void EmitLend(ILProcessor il, VariableDefinition frame)
        {
            ParameterDefinition? before = null;
            foreach (int parameter in member.EndpointParameters)
            {
                ParameterDefinition argument = _method.Parameters[parameter];
                MethodReference constructor = owner._endpointConstructor(member.Parameters[parameter].Endpoint!.Contract, "Boundary");
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldloca, frame);
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldarg, argument);
                il.Emit(OpCodes.Call, BaseMethod("SlotForLent"));
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldloca, frame);
                il.Emit(OpCodes.Call, BaseMethod("CallBackSession"));
                il.Emit(OpCodes.Newobj, constructor);
                if (before is null)
                    il.Emit(OpCodes.Ldnull);
                else
                    il.Emit(OpCodes.Ldarg, before);
                il.Emit(OpCodes.Ldc_I4, member.Index);
                il.Emit(OpCodes.Call, Target.Instance(BaseMethod("Lend"), constructor.DeclaringType));
                il.Emit(OpCodes.Starg, argument);
                before = argument;
            }
        }
    }
}
