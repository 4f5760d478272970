using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Builder.Generate.Emit;

/// <content>Members that return a task, where the target is the near end of a channel: the stub is known, throws nothing and gives the task of this library
/// itself, so that neither a handler nor a frame is needed.</content>
internal sealed partial class BoundaryWriter
{
    private sealed partial class Member
    {
        /// <summary>Writes the code.</summary>
        /// <param name="sent">The stub's method.</param>
        /// <param name="framed">The member's code for every other target.</param>
        /// <param name="filterMethod">As for <see cref="Write"/>.</param>
        internal void WriteSent(MethodDefinition sent, MethodDefinition framed, MethodDefinition? filterMethod)
        {
            ILProcessor il = _method.Body.GetILProcessor();
            VariableDefinition context = MemberCode.Local(il, _target.Runtime("CallContext"));
            VariableDefinition bound = MemberCode.Local(il, _target.RuntimeGeneric("BoundServer`1", types.Interface));
            VariableDefinition server = MemberCode.Local(il, _target.Runtime("Domain"));
            VariableDefinition stub = MemberCode.Local(il, types.Client);
            VariableDefinition task = MemberCode.Local(il, _method.ReturnType);
            VariableDefinition filter = MemberCode.Local(il, _target.Object);
            Instruction goOut = il.Create(OpCodes.Nop);
            Instruction elsewhere = il.Create(OpCodes.Nop);
            Instruction refused = il.Create(OpCodes.Nop);
            Instruction secondTime = il.Create(OpCodes.Nop);

            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Call, BaseMethod("get_IsThroughChannel"));
            il.Emit(OpCodes.Brfalse, elsewhere);
            WriteArgumentChecks(il);
            // Made before the call goes in: for want of memory nobody would take it out again.
            EmitFilterDelegate(il, filterMethod);
            il.Emit(OpCodes.Stloc, filter);
            EmitEnterPlain(il, context);
            il.Emit(OpCodes.Stloc, bound);
            il.Emit(OpCodes.Ldloc, bound);
            il.Emit(OpCodes.Call, BaseMethod("ServerOf"));
            il.Emit(OpCodes.Stloc, server);
            il.Emit(OpCodes.Ldloc, bound);
            il.Emit(OpCodes.Call, BaseMethod("TargetOf"));
            il.Emit(OpCodes.Isinst, types.Client);
            il.Emit(OpCodes.Stloc, stub);
            // Where the server was started again in another placement.
            il.Emit(OpCodes.Ldloc, stub);
            il.Emit(OpCodes.Brfalse, goOut);
            il.Emit(OpCodes.Ldloc, stub);
            MemberCode.LoadArguments(il, member);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloc, server);
            il.Emit(OpCodes.Ldloc, filter);
            il.Emit(OpCodes.Ldloca, task);
            il.Emit(OpCodes.Call, sent);
            il.Emit(OpCodes.Brfalse, refused);
            EmitMove(il, null);
            EmitLeavePlain(il, context, server);
            il.Emit(OpCodes.Brfalse, secondTime);
            il.Emit(OpCodes.Ldloc, task);
            il.Emit(OpCodes.Ret);
            il.Append(goOut);
            EmitLeavePlain(il, context, server);
            il.Emit(OpCodes.Pop);
            il.Append(elsewhere);
            il.Emit(OpCodes.Ldarg_0);
            MemberCode.LoadArguments(il, member);
            il.Emit(OpCodes.Call, framed);
            il.Emit(OpCodes.Ret);
            il.Append(refused);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Call, BaseMethod("FailSent"));
            il.Append(secondTime);
            EmitSecondTime(il);
        }
    }
}
