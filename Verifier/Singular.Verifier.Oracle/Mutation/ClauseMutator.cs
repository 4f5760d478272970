using Mono.Cecil.Cil;

namespace Singular.Verifier.Oracle.Mutation;

/// <summary>Changes the clauses of protected regions.</summary>
internal sealed class ClauseMutator(Random random, OperandPool operands)
{
    private static readonly ExceptionHandlerType[] s_kinds =
        [ExceptionHandlerType.Catch, ExceptionHandlerType.Filter, ExceptionHandlerType.Finally, ExceptionHandlerType.Fault];

    public void Change(MethodBody body)
    {
        if (body.ExceptionHandlers.Count == 0)
        {
            Wrap(body);
            return;
        }
        ExceptionHandler clause = body.ExceptionHandlers[random.Next(body.ExceptionHandlers.Count)];
        switch (random.Next(8))
        {
            case 0:
                clause.HandlerType = s_kinds[random.Next(s_kinds.Length)];
                clause.CatchType ??= operands.Types[random.Next(operands.Types.Count)];
                clause.FilterStart ??= clause.HandlerStart;
                break;
            case 1:
                clause.CatchType = operands.Types[random.Next(operands.Types.Count)];
                break;
            case 2:
                body.ExceptionHandlers.Remove(clause);
                break;
            case 3:
                clause.TryStart = Near(clause.TryStart);
                break;
            case 4:
                clause.TryEnd = Near(clause.TryEnd);
                break;
            case 5:
                clause.HandlerStart = Near(clause.HandlerStart);
                break;
            case 6 when clause.HandlerEnd is not null:
                clause.HandlerEnd = Near(clause.HandlerEnd);
                break;
            default:
                Wrap(body);
                break;
        }
    }

    private Instruction Near(Instruction instruction) => (random.Next(2) == 0 ? instruction.Next : instruction.Previous) ?? instruction;

    /// <summary>Puts a stretch into a try block with a handler behind it that goes on after it.</summary>
    private void Wrap(MethodBody body)
    {
        int start = random.Next(body.Instructions.Count);
        int end = Math.Min(body.Instructions.Count - 1, start + 1 + random.Next(8));
        if (end <= start)
            return;
        Instruction next = body.Instructions[end];
        bool isFinally = random.Next(2) == 0;
        Instruction leave = BodyClone.Raw(OpCodes.Leave, next);
        List<Instruction> handler = isFinally
            ? [BodyClone.Raw(OpCodes.Endfinally, null)]
            : [BodyClone.Raw(OpCodes.Pop, null), BodyClone.Raw(OpCodes.Leave, next)];
        body.Instructions.Insert(end, leave);
        for (int i = 0; i < handler.Count; i++)
            body.Instructions.Insert(end + 1 + i, handler[i]);
        body.ExceptionHandlers.Insert(0, new ExceptionHandler(isFinally ? ExceptionHandlerType.Finally : ExceptionHandlerType.Catch)
        {
            TryStart = body.Instructions[start],
            TryEnd = handler[0],
            HandlerStart = handler[0],
            HandlerEnd = next,
            CatchType = isFinally ? null : body.Method.Module.TypeSystem.Object,
        });
    }
}
