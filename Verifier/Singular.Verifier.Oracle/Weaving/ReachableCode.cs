using Mono.Cecil.Cil;

namespace Singular.Verifier.Oracle.Weaving;

/// <summary>
/// Blanks what no path reaches. The verifier only decodes it, as compilers do, and re-emit does not write it; the metadata library would
/// stumble over variables that are not there.
/// </summary>
internal static class ReachableCode
{
    public static void BlankTheRest(MethodBody body)
    {
        var reached = new HashSet<Instruction>();
        var pending = new Stack<Instruction>();
        pending.Push(body.Instructions[0]);
        while (pending.Count > 0)
        {
            while (pending.TryPop(out Instruction? instruction))
            {
                if (!reached.Add(instruction))
                    continue;
                foreach (Instruction next in Next(instruction))
                    pending.Push(next);
            }
            foreach (ExceptionHandler clause in body.ExceptionHandlers)
            {
                if (reached.Contains(clause.HandlerStart) || !IsReached(clause, reached))
                    continue;
                pending.Push(clause.HandlerStart);
                if (clause.FilterStart is not null)
                    pending.Push(clause.FilterStart);
            }
        }
        foreach (Instruction instruction in body.Instructions)
        {
            // Blocks have to end where they ended: a runtime divides dead code into blocks, too.
            if (reached.Contains(instruction) || EndsBlock(instruction))
                continue;
            instruction.OpCode = OpCodes.Nop;
            instruction.Operand = null;
        }
    }

    private static bool IsReached(ExceptionHandler clause, HashSet<Instruction> reached)
    {
        for (Instruction? at = clause.TryStart; at is not null && at != clause.TryEnd; at = at.Next)
        {
            if (reached.Contains(at))
                return true;
        }
        return false;
    }

    private static IEnumerable<Instruction> Next(Instruction instruction)
    {
        if (instruction.Operand is Instruction target)
            yield return target;
        foreach (Instruction one in instruction.Operand as Instruction[] ?? [])
            yield return one;
        if (!EndsBlock(instruction) && instruction.Next is { } next)
            yield return next;
    }

    private static bool EndsBlock(Instruction instruction) => instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw;
}
