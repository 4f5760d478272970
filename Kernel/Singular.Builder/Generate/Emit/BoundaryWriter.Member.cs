using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <content>One member of the contract at a time.</content>
internal sealed partial class BoundaryWriter
{
    /// <summary>One member.</summary>
    /// <param name="owner">Writes the class.</param>
    /// <param name="types">The contract's classes.</param>
    /// <param name="member">What is called.</param>
    /// <param name="method">Gets the code.</param>
    /// <param name="again">Makes the request a second time; null where there is no second time.</param>
    private sealed partial class Member(BoundaryWriter owner, ContractTypes types, ContractMember member, MethodDefinition method, MethodDefinition? again)
    {
        private readonly Target _target = owner._target;
        private readonly ValueCode _values = owner._values;
        private readonly MethodDefinition _method = method;

        private const uint AnyState = uint.MaxValue;

        /// <summary>False for a contract whose state never changes: no call has to be checked against it.</summary>
        private bool HasProtocol => types.Contract.Members.Any(other => other.States != 1 || other.IsEnd || other.Then is not null || other.ThenOnFailure is not null);

        private bool IsConcurrent => types.Contract.IsConcurrent;

        /// <summary>Writes the code.</summary>
        /// <param name="filterMethod">From <see cref="WriteFilter"/>; null where every result is legal as it is.</param>
        internal void Write(MethodDefinition? filterMethod)
        {
            ILProcessor il = _method.Body.GetILProcessor();
            VariableDefinition frame = MemberCode.Local(il, _target.Runtime("CallFrame"));
            VariableDefinition target = MemberCode.Local(il, types.Interface);
            VariableDefinition exception = MemberCode.Local(il, _target.Object);
            VariableDefinition? result = member.Result is null ? null : MemberCode.Local(il, _method.ReturnType);
            VariableDefinition? filter = member.IsAsync ? MemberCode.Local(il, FilterType()) : null;

            Instruction start = il.Create(OpCodes.Nop);
            il.Append(start);
            (int Parameter, VariableDefinition Carried)[] buffers =
                [.. member.BufferParameters.Select(i => (i, MemberCode.Local(il, _target.Runtime("BufferBlock"))))];
            VariableDefinition? delivered = buffers.Length > 1 ? MemberCode.Local(il, _target.Int32) : null;
            EmitTake(il, buffers);
            WriteArgumentChecks(il);
            if (filter is not null)
            {
                EmitFilterDelegate(il, filterMethod);
                il.Emit(OpCodes.Stloc, filter);
            }
            Instruction secondTime = il.Create(OpCodes.Nop);
            Instruction leave = il.Create(OpCodes.Nop);
            if (member.IsRepeatable && again is null)
            {
                il.Emit(OpCodes.Ldloca, frame);
                il.Emit(OpCodes.Call, BaseMethod("BeginSecondTime"));
            }
            if (member.IsAsync)
                EmitBase(il, frame, "BeginPending");
            if (member.MayEndLater)
            {
                il.Emit(OpCodes.Ldloca, frame);
                il.Emit(OpCodes.Call, BaseMethod("MayEndLater"));
            }
            EmitEnter(il, frame);
            il.Emit(OpCodes.Stloc, target);
            if (member.MayEndLater)
                EmitReturnIfLater(il, target);
            if (member.Since > 0)
                EmitVersionCheck(il, frame, target);
            EmitLend(il, frame);
            EmitDeliver(il, frame, buffers, delivered);
            Instruction tryStart = il.Create(OpCodes.Nop);
            il.Append(tryStart);
            EmitCall(il, frame, target, filter);
            if (result is not null)
                il.Emit(OpCodes.Stloc, result);
            EmitGuardEnd(il, tryStart, leave, exception, secondTime, frame);
            EmitMove(il, result);
            EmitBase(il, frame, IsConcurrent ? "LeaveConcurrent" : "Leave");
            il.Emit(OpCodes.Brfalse, secondTime);
            if (!EmitReturnOfNormal(il, result, filterMethod))
                EmitReturn(il, frame, result, filter, filterMethod);
            if (buffers.Length > 0)
                EmitRelease(il, start, frame, buffers, delivered, result, secondTime);
            else
            {
                il.Emit(OpCodes.Ret);
                il.Append(secondTime);
                EmitSecondTime(il);
            }
        }

        /// <summary>Ends the guarded part: what leaves the target goes to <c>Fail</c>, or, where the call has no frame, to <c>FailPlain</c>, and the
        /// request is made again if that comes back.</summary>
        private void EmitGuardEnd(
            ILProcessor il, Instruction tryStart, Instruction leave, VariableDefinition exception, Instruction secondTime, VariableDefinition? frame)
        {
            il.Emit(OpCodes.Leave, leave);
            Instruction handler = il.Create(OpCodes.Stloc, exception);
            il.Append(handler);
            il.Emit(OpCodes.Ldarg_0);
            if (frame is not null)
                il.Emit(OpCodes.Ldloca, frame);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Ldloc, exception);
            il.Emit(OpCodes.Call, BaseMethod(frame is null ? "FailPlain" : "Fail"));
            il.Emit(OpCodes.Leave, secondTime);
            il.Append(leave);
            MemberCode.Catch(il, _target, tryStart, handler, leave);
        }

        /// <summary>The request is made again and the member returns what that gives.</summary>
        private void EmitSecondTime(ILProcessor il)
        {
            if (EmitAgain(il))
                il.Emit(OpCodes.Ret);
        }

        /// <summary>The request is made again, by a method of its own: a loop in this one would cost every call. Where it is not, nobody comes here,
        /// because what says so throws.</summary>
        /// <returns>True when there is code that leaves the result on the stack.</returns>
        private bool EmitAgain(ILProcessor il)
        {
            if (again is null)
            {
                il.Emit(OpCodes.Ldnull);
                il.Emit(OpCodes.Throw);
                return false;
            }
            il.Emit(OpCodes.Ldarg_0);
            MemberCode.LoadArguments(il, member);
            il.Emit(OpCodes.Call, again);
            return true;
        }

        private bool IsNormalisedOnly(StructShape structure) =>
            !member.BufferParameters.Any() && structure is { HasRule: false, HasText: false }
            && structure.Fields.All(field => !field.Shape.NeedsNormalising || field.Shape is PrimitiveShape);

        /// <summary>Returns a struct as it came if each of its truth values is 0 or 1, as nearly all are: to build it anew costs more.</summary>
        /// <returns>False for results that have to be looked at in other ways; nothing was written.</returns>
        private bool EmitReturnOfNormal(ILProcessor il, VariableDefinition? result, MethodDefinition? filterMethod)
        {
            if (filterMethod is null || member is not { IsAsync: false, Result: StructShape structure } || !IsNormalisedOnly(structure))
                return false;
            Instruction rebuild = il.Create(OpCodes.Nop);
            foreach ((MethodDefinition getter, _) in structure.Fields.Where(field => field.Shape.NeedsNormalising))
            {
                il.Emit(OpCodes.Ldloca, result!);
                il.Emit(OpCodes.Call, _target.Import(getter));
                il.Emit(OpCodes.Ldc_I4_1);
                il.Emit(OpCodes.Bgt_Un, rebuild);
            }
            il.Emit(OpCodes.Ldloc, result!);
            il.Emit(OpCodes.Ret);
            il.Append(rebuild);
            _values.EmitNormalSeldom(il, structure, result!);
            return true;
        }

        /// <summary>Ends the guarded part, with the member's value on the stack.</summary>
        private static void EmitEnd(ILProcessor il, VariableDefinition? result, Instruction end)
        {
            if (result is not null)
                il.Emit(OpCodes.Stloc, result);
            il.Emit(OpCodes.Leave, end);
        }

        private void EmitReturn(
            ILProcessor il, VariableDefinition frame, VariableDefinition? result, VariableDefinition? filter, MethodDefinition? filterMethod)
        {
            if (result is not null && filterMethod is not null && filter is not null)
            {
                il.Emit(OpCodes.Ldloca, frame);
                il.Emit(OpCodes.Ldloc, result);
                il.Emit(OpCodes.Ldloc, filter);
                il.Emit(OpCodes.Call, Target.Instance(BaseMethod("Filter"), ResultType()));
            }
            else if (result is not null && filterMethod is not null)
            {
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldloc, result);
                il.Emit(OpCodes.Ldloca, frame);
                il.Emit(OpCodes.Call, _target.RuntimeMethod("CallFrame", "get_Server"));
                if (FilterTakesContext)
                {
                    il.Emit(OpCodes.Ldloca, frame);
                    il.Emit(OpCodes.Call, _target.RuntimeMethod("CallFrame", "get_Thread"));
                }
                il.Emit(OpCodes.Call, filterMethod);
            }
            else if (result is not null)
                il.Emit(OpCodes.Ldloc, result);
        }

        private void EmitEnter(ILProcessor il, VariableDefinition frame)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloca, frame);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            EmitStates(il);
            if (!IsConcurrent)
                il.Emit(OpCodes.Ldc_I4, member.LimitMilliseconds);
            il.Emit(OpCodes.Call, BaseMethod(IsConcurrent ? "EnterConcurrent" : "Enter"));
        }

        private void EmitStates(ILProcessor il) => il.Emit(OpCodes.Ldc_I4, unchecked((int)(HasProtocol ? member.States : AnyState)));

        private void EmitCall(ILProcessor il, VariableDefinition frame, VariableDefinition target, VariableDefinition? filter)
        {
            if (filter is not null)
            {
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldloca, frame);
                il.Emit(OpCodes.Ldc_I4, member.Index);
            }
            il.Emit(OpCodes.Ldloc, target);
            MemberCode.LoadArguments(il, member);
            il.Emit(OpCodes.Callvirt, _target.Import(member.Method));
            if (filter is null)
                return;
            il.Emit(OpCodes.Ldloc, filter);
            il.Emit(OpCodes.Call, Target.Instance(BaseMethod("Relay"), ResultType()));
        }

        /// <summary>A server that was compiled before the member came is not called. Nothing but the types of its object is looked at.</summary>
        private void EmitVersionCheck(ILProcessor il, VariableDefinition frame, VariableDefinition target)
        {
            Instruction isThere = il.Create(OpCodes.Nop);
            il.Emit(OpCodes.Ldloc, target);
            il.Emit(OpCodes.Isinst, types.OlderThan[member.Since]);
            il.Emit(OpCodes.Brfalse, isThere);
            VariableDefinition minor = MemberCode.Local(il, _target.Int32);
            // The server's own version is the one before the first that it is older than.
            foreach ((int since, TypeDefinition mark) in types.OlderThan.Where(pair => pair.Key <= member.Since).Reverse())
            {
                Instruction next = il.Create(OpCodes.Nop);
                il.Emit(OpCodes.Ldloc, target);
                il.Emit(OpCodes.Isinst, mark);
                il.Emit(OpCodes.Brfalse, next);
                il.Emit(OpCodes.Ldc_I4, since - 1);
                il.Emit(OpCodes.Stloc, minor);
                il.Append(next);
            }
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloca, frame);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Ldloc, minor);
            il.Emit(OpCodes.Ldc_I4, member.Since);
            il.Emit(OpCodes.Call, BaseMethod("RefuseVersion"));
            il.Append(isThere);
        }

        /// <summary>base.Name(ref frame, index)</summary>
        private void EmitBase(ILProcessor il, VariableDefinition frame, string name)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloca, frame);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Call, BaseMethod(name));
        }

        private void EmitMove(ILProcessor il, VariableDefinition? result)
        {
            int? onSuccess = member.IsEnd ? EndedState : member.Then;
            int? onFailure = member.IsEnd ? EndedState : member.ThenOnFailure ?? member.Then;
            if (onSuccess is null && onFailure is null)
                return;
            Instruction done = il.Create(OpCodes.Nop);
            if (onSuccess != onFailure && result is not null && !member.IsAsync && member.Result is ResultShape shape)
            {
                Instruction failed = il.Create(OpCodes.Nop);
                il.Emit(OpCodes.Ldloca, result);
                il.Emit(OpCodes.Call, _values.ResultMethod(shape, _values.ResultType, "get_IsOk"));
                il.Emit(OpCodes.Brfalse, failed);
                EmitMoveTo(il, onSuccess);
                il.Emit(OpCodes.Br, done);
                il.Append(failed);
                EmitMoveTo(il, onFailure);
            }
            else
                EmitMoveTo(il, onSuccess);
            il.Append(done);
        }

        private void EmitMoveTo(ILProcessor il, int? state)
        {
            if (state is null)
                return;
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, state.Value);
            il.Emit(OpCodes.Call, _target.RuntimeMethod("Boundary", "Move"));
        }
    }
}
