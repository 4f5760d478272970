using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <content>What a boundary asks of arguments before it goes to the server.</content>
internal sealed partial class BoundaryWriter
{
    private sealed partial class Member
    {
        private void WriteArgumentChecks(ILProcessor il)
        {
            for (int i = 0; i < member.Parameters.Count; i++)
            {
                if (member.Parameters[i].Value is not { } shape)
                    continue;
                ParameterDefinition argument = _method.Parameters[i];
                if (shape.HasRule)
                    EmitRefusal(il, argument, i, shape);
                if (shape.NeedsNormalising)
                {
                    il.Emit(OpCodes.Ldarg, argument);
                    _values.EmitNormal(il, shape);
                    il.Emit(OpCodes.Starg, argument);
                }
            }
            EmitSizeCheck(il);
            EmitOverlapChecks(il);
        }

        private void EmitRefusal(ILProcessor il, ParameterDefinition argument, int index, ValueShape shape)
        {
            Instruction legal = il.Create(OpCodes.Nop);
            il.Emit(OpCodes.Ldarg, argument);
            _values.EmitIsLegal(il, shape);
            il.Emit(OpCodes.Brtrue, legal);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Ldc_I4, index);
            il.Emit(OpCodes.Ldstr, shape is StringShape ? "null is no string" : "null, or a value that its type does not define");
            il.Emit(OpCodes.Call, _target.RuntimeMethod("Boundary", "RefuseArgument"));
            il.Append(legal);
        }

        private void EmitSizeCheck(ILProcessor il)
        {
            if (!member.Parameters.Any(parameter => parameter.Element is not null || parameter.Value is { HasText: true }))
                return;
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, member.Index);
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Conv_I8);
            for (int i = 0; i < member.Parameters.Count; i++)
            {
                ParameterShape parameter = member.Parameters[i];
                if (parameter.Element is null && parameter.Value is not { HasText: true })
                    continue;
                il.Emit(OpCodes.Ldarg, _method.Parameters[i]);
                if (parameter.Element is not null)
                {
                    MemberCode.EmitAsReadOnly(il, _target, parameter);
                    il.Emit(OpCodes.Call, Target.Instance(SpanBytes(), _target.Import(parameter.Element.Type)));
                }
                else
                    _values.EmitTextBytes(il, parameter.Value!);
                il.Emit(OpCodes.Add);
            }
            il.Emit(OpCodes.Call, _target.RuntimeMethod("Boundary", "CheckCallBytes"));
        }

        private MethodReference SpanBytes() => _target.Import(
            _target.RuntimeDefinition("ValueRules").Methods.Single(method => method.Name == "Bytes" && method.HasGenericParameters));

        private void EmitOverlapChecks(ILProcessor il)
        {
            int[] spans = [.. Enumerable.Range(0, member.Parameters.Count).Where(i => member.Parameters[i].Element is not null)];
            for (int i = 0; i < spans.Length; i++)
            {
                for (int j = i + 1; j < spans.Length; j++)
                {
                    Instruction apart = il.Create(OpCodes.Nop);
                    foreach (int index in new[] { spans[i], spans[j] })
                    {
                        il.Emit(OpCodes.Ldarg, _method.Parameters[index]);
                        MemberCode.EmitAsReadOnly(il, _target, member.Parameters[index]);
                    }
                    il.Emit(OpCodes.Call, Target.Instance(
                        _target.RuntimeMethod("ValueRules", "Overlap"),
                        _target.Import(member.Parameters[spans[i]].Element!.Type), _target.Import(member.Parameters[spans[j]].Element!.Type)));
                    il.Emit(OpCodes.Brfalse, apart);
                    il.Emit(OpCodes.Ldarg_0);
                    il.Emit(OpCodes.Ldc_I4, member.Index);
                    il.Emit(OpCodes.Ldc_I4, spans[i]);
                    il.Emit(OpCodes.Ldc_I4, spans[j]);
                    il.Emit(OpCodes.Call, _target.RuntimeMethod("Boundary", "RefuseOverlap"));
                    il.Append(apart);
                }
            }
        }
    }
}
