using Mono.Cecil.Cil;

namespace Singular.Builder.ReEmit;

/// <summary>Finds the instructions of a method that control flow can reach (ECMA-335 III.1.7.5, with every handler of a reached
/// region). The verifier does not look at the others, so they are not written.</summary>
internal static class ReachableCode
{
    internal static HashSet<Instruction> Find(MethodBody body)
    {
        var reached = new HashSet<Instruction>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Instruction>();
        if (body.Instructions.Count > 0)
            open.Push(body.Instructions[0]);
        Follow(open, reached);
        // A handler becomes reachable with its region, and may itself lie in or hold other regions.
        var waiting = body.ExceptionHandlers.ToList();
        while (waiting.RemoveAll(handler => Enter(handler, reached, open)) > 0)
            Follow(open, reached);
        return reached;
    }

    private static bool Enter(ExceptionHandler handler, HashSet<Instruction> reached, Stack<Instruction> open)
    {
        if (!IsReached(handler.TryStart, handler.TryEnd, reached))
            return false;
        open.Push(handler.HandlerStart);
        if (handler.FilterStart is not null)
            open.Push(handler.FilterStart);
        return true;
    }

    /// <summary>True when control reaches an instruction from <paramref name="start"/> up to but without <paramref name="end"/>.</summary>
    internal static bool IsReached(Instruction start, Instruction? end, HashSet<Instruction> reached)
    {
        for (Instruction? at = start; at is not null && at != end; at = at.Next)
        {
            if (reached.Contains(at))
                return true;
        }
        return false;
    }

    private static void Follow(Stack<Instruction> open, HashSet<Instruction> reached)
    {
        while (open.TryPop(out Instruction? instruction))
        {
            if (!reached.Add(instruction))
                continue;
            if (instruction.Operand is Instruction target)
                open.Push(target);
            else if (instruction.Operand is Instruction[] targets)
                Array.ForEach(targets, open.Push);
            if (instruction.Next is { } next && FallsThrough(instruction.OpCode))
                open.Push(next);
        }
    }

    private static bool FallsThrough(OpCode code) => code.Code switch
    {
        Code.Br or Code.Br_S or Code.Leave or Code.Leave_S or Code.Ret or Code.Throw or Code.Rethrow or Code.Jmp
            or Code.Endfinally or Code.Endfilter => false,
        _ => true,
    };
}
