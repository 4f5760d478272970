using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <content>What a result goes through before the client gets it.</content>
internal sealed partial class BoundaryWriter
{
    private sealed partial class Member
    {
        /// <summary>Writes what checks and rebuilds the result.</summary>
        /// <returns>Null where every result is legal as it is.</returns>
        internal MethodDefinition? WriteFilter() => NeedsFilter ? WriteFilterMethod() : null;

        /// <summary>What takes over a result that holds a buffer asks for the thread that made the call.</summary>
        private bool FilterTakesContext => !member.IsAsync && member.ResultValue is BufferShape;

        private bool NeedsFilter => member.ResultValue is BufferShape || member.Result is { HasRule: true } or { NeedsNormalising: true } or { HasText: true };

        /// <summary><c>T Filter_n(T value, Domain server)</c>, or <c>T Filter_n(T value, Domain server, CallContext context)</c> of a call that returns a buffer:
        /// refuses what is illegal, normalises, puts endpoints behind boundaries.</summary>
        private MethodDefinition WriteFilterMethod()
        {
            ValueShape shape = member.Result!;
            var method = new MethodDefinition($"Filter_{member.Index}", MethodAttributes.Private | MethodAttributes.HideBySig, ResultType());
            method.ImplAttributes |= MethodImplAttributes.AggressiveInlining;
            method.Parameters.Add(new ParameterDefinition("value", ParameterAttributes.None, ResultType()));
            method.Parameters.Add(new ParameterDefinition("server", ParameterAttributes.None, _target.Runtime("Domain")));
            if (FilterTakesContext)
                method.Parameters.Add(new ParameterDefinition("context", ParameterAttributes.None, _target.Runtime("CallContext")));
            types.Boundary.Methods.Add(method);
            ILProcessor il = method.Body.GetILProcessor();
            Instruction refused = il.Create(OpCodes.Nop);
            Instruction legal = il.Create(OpCodes.Nop);
            if (shape.HasRule)
            {
                il.Emit(OpCodes.Ldarg_1);
                _values.EmitIsLegal(il, shape);
                il.Emit(OpCodes.Brfalse, refused);
            }
            if (shape.HasText)
            {
                il.Emit(OpCodes.Ldarg_1);
                _values.EmitTextBytes(il, shape);
                // ChannelLimits.MaxCallBytes
                il.Emit(OpCodes.Ldc_I8, 64L * 1024);
                il.Emit(OpCodes.Bgt, refused);
            }
            il.Emit(OpCodes.Br, legal);
            il.Append(refused);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Call, _target.RuntimeMethod("Boundary", "RefuseResult"));
            il.Append(legal);
            EmitRebuilt(il, shape);
            il.Emit(OpCodes.Ret);
            return method;
        }

        private void EmitRebuilt(ILProcessor il, ValueShape shape)
        {
            il.Emit(OpCodes.Ldarg_1);
            if (shape is EndpointShape or BufferShape)
                EmitAccepted(il, shape);
            else if (shape is ResultShape { Value: EndpointShape or BufferShape } result)
            {
                Instruction unchanged = il.Create(OpCodes.Nop);
                il.Emit(OpCodes.Pop);
                il.Emit(OpCodes.Ldarga_S, il.Body.Method.Parameters[0]);
                il.Emit(OpCodes.Call, _values.ResultMethod(result, _values.ResultType, "get_IsOk"));
                il.Emit(OpCodes.Brfalse, unchanged);
                il.Emit(OpCodes.Ldarga_S, il.Body.Method.Parameters[0]);
                il.Emit(OpCodes.Call, _values.ResultMethod(result, _values.ResultType, "get_Value"));
                EmitAccepted(il, result.Value);
                il.Emit(OpCodes.Call, _values.ResultMethod(result, _values.ResultType, "Ok"));
                il.Emit(OpCodes.Starg, il.Body.Method.Parameters[0]);
                il.Append(unchanged);
                il.Emit(OpCodes.Ldarg_1);
                if (result.Error.NeedsNormalising)
                    _values.EmitNormal(il, result);
            }
            else if (shape.NeedsNormalising)
                _values.EmitNormal(il, shape);
        }

        private void EmitAccepted(ILProcessor il, ValueShape shape)
        {
            if (shape is EndpointShape endpoint)
                EmitEndpoint(il, endpoint);
            else
                EmitBuffer(il, (BufferShape)shape);
        }

        /// <summary>Buffer on the stack → Accept(buffer, server, context, index), or AcceptLater(buffer, server, index) where it comes in a task.</summary>
        private void EmitBuffer(ILProcessor il, BufferShape buffer)
        {
            VariableDefinition given = MemberCode.Local(il, _target.Import(buffer.Type));
            il.Emit(OpCodes.Stloc, given);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloc, given);
            il.Emit(OpCodes.Ldarg_2);
            if (FilterTakesContext)
                il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Call, Target.Instance(_target.RuntimeMethod("Boundary", member.IsAsync ? "AcceptLater" : "Accept"), _target.Import(buffer.Element.Type)));
        }

        /// <summary>Endpoint on the stack → Admit(new Boundary_…(SlotFor(server, endpoint), Session), index).</summary>
        private void EmitEndpoint(ILProcessor il, EndpointShape endpoint)
        {
            MethodReference constructor = owner._endpointConstructor(endpoint.Contract, "Boundary");
            VariableDefinition given = MemberCode.Local(il, _target.Import(endpoint.Type));
            il.Emit(OpCodes.Stloc, given);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldloc, given);
            il.Emit(OpCodes.Call, _target.RuntimeMethod("Boundary", "SlotFor"));
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Call, _target.RuntimeMethod("Boundary", "get_Session"));
            il.Emit(OpCodes.Newobj, constructor);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Call, Target.Instance(_target.RuntimeMethod("Boundary", "Admit"), constructor.DeclaringType));
        }

        /// <summary>Loads the delegate, or null where every result is legal as it is.</summary>
        private void EmitFilterDelegate(ILProcessor il, MethodDefinition? filterMethod)
        {
            if (filterMethod is null)
                il.Emit(OpCodes.Ldnull);
            else
            {
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldftn, filterMethod);
                il.Emit(OpCodes.Newobj, _target.MethodOf(FilterType(), "ResultFilter`1", ".ctor"));
            }
        }

        private GenericInstanceType FilterType() => _target.RuntimeGeneric("ResultFilter`1", ResultType());

        private TypeReference ResultType() => _target.Import(member.Result!.Type);

        private MethodReference BaseMethod(string name) => _target.MethodOf(types.BoundaryBase, "Boundary`1", name);
    }
}
