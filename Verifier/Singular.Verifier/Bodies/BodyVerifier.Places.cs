namespace Singular.Verifier.Bodies;

/// <summary>
/// Where control-flow instructions stand and lead, whether or not a path reaches them: runtimes make blocks of all code, reachable or not,
/// and refuse a method that leaves a region or its end in the wrong way.
/// </summary>
internal sealed partial class BodyVerifier
{
    /// <summary>Checks every instruction; what reached code has shown already is not reported twice.</summary>
    private void CheckPlaces()
    {
        _context.Budget.Spend(_code.Count);
        var hasRegions = _regions.Regions.Count != 0;
        for (var number = 0; number < _code.Count; number++)
        {
            _current = number;
            _instruction = _code[number];
            // Without regions a jump can go wherever an instruction starts, and only the last one can run over the end.
            if (hasRegions)
                CheckTargets();
            else
                CheckPlace();
            if (!hasRegions && number != _code.Count - 1)
                continue;
            if (!EndsBlock(_instruction.Code))
                CheckNext(number + 1);
        }
    }

    private void CheckTargets()
    {
        switch (_instruction.Code)
        {
            case OpCode.Leave or OpCode.LeaveS:
                CheckLeave(_code.TargetOf(_current));
                break;
            case (>= OpCode.BrS and <= OpCode.BltUnS) or (>= OpCode.Br and <= OpCode.BltUn):
                CheckTransfer(_code.TargetOf(_current), isFallthrough: false);
                break;
            case OpCode.Switch:
                foreach (var target in _code.SwitchTargets(_current))
                    CheckTransfer(target, isFallthrough: false);
                break;
            default:
                CheckPlace();
                break;
        }
    }

    private void CheckNext(int next)
    {
        if (next == _code.Count)
            Report("MethodFallthrough", "the code ends without ret, throw or a jump");
        else
            CheckFallthrough(next);
    }

    /// <summary>Instructions that are at home in one kind of region only.</summary>
    private void CheckPlace()
    {
        var region = _regions.InnermostAt(_current);
        switch (_instruction.Code)
        {
            case OpCode.Ret when region is not null:
                var code = region.Kind switch { RegionKind.Try => "ReturnFromTry", RegionKind.Filter => "ReturnFromFilter", _ => "ReturnFromHandler" };
                Report(code, $"ret inside a {Describe(region.Kind)}", "leave, then ret");
                break;
            case OpCode.Rethrow when region is null || !IsInCatch(region):
                Report("Rethrow", "rethrow outside a catch handler");
                break;
            case OpCode.Endfinally when region?.Kind is not (RegionKind.Finally or RegionKind.Fault):
                Report("Endfinally", "endfinally that is not directly in a finally or fault handler");
                break;
            case OpCode.Jmp:
                Report("Unverifiable", NameOfInstruction);
                break;
            case OpCode.Endfilter when region?.Kind != RegionKind.Filter:
                Report("Endfilter", "endfilter outside a filter");
                break;
        }
    }

    private static bool EndsBlock(OpCode code) => code is OpCode.Br or OpCode.BrS or OpCode.Leave or OpCode.LeaveS or OpCode.Ret or OpCode.Throw
        or OpCode.Rethrow or OpCode.Endfinally or OpCode.Endfilter or OpCode.Jmp;
}
