using Singular.Verifier.Bodies;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>
/// Which locals may still be read. The compiler leaves copies behind in locals that it reads no more; such a copy must not be taken
/// for a second name of a buffer where paths meet. Only the first 64 locals that matter are told apart; others count as read.
/// </summary>
internal sealed class Liveness
{
    private readonly FlowBody _body;
    private readonly ulong[] _before;
    private readonly int[] _bits;
    private readonly ulong _known;
    private readonly List<int> _leaveTargets = [];

    /// <param name="body">The method.</param>
    /// <param name="kinds">What its variables are.</param>
    /// <param name="budget">Pays for the passes over the code.</param>
    public Liveness(FlowBody body, ResourceKind[] kinds, WorkBudget budget)
    {
        _body = body;
        _before = new ulong[body.Code.Count];
        _bits = new int[body.Variables.Length];
        int next = 0;
        for (int i = 0; i < _bits.Length; i++)
        {
            bool isLocal = i >= body.ArgumentCount && i < body.ArgumentCount + body.LocalCount;
            _bits[i] = isLocal && kinds[i] != ResourceKind.None && next < 64 ? next++ : -1;
        }

        _known = next == 64 ? ~0UL : (1UL << next) - 1;
        for (int i = 0; i < body.Code.Count; i++)
        {
            if (body.Code[i].Code is OpCode.Leave or OpCode.LeaveS)
                _leaveTargets.Add(body.Code.TargetOf(i));
        }

        if (next == 0)
            return;
        while (Pass())
            budget.Spend(body.Code.Count);
    }

    /// <summary>False where nothing reads the variable any more before it is written.</summary>
    public bool IsRead(int variable, int number) => variable >= _bits.Length || _bits[variable] < 0 || (_before[number] >> _bits[variable] & 1) != 0;

    /// <summary>One pass from the end to the beginning; true when it found more.</summary>
    private bool Pass()
    {
        bool changed = false;
        for (int i = _before.Length - 1; i >= 0; i--)
        {
            ulong after = After(i);
            (int read, int written) = Access(_body.Code[i]);
            if (written >= 0)
                after &= ~(1UL << written);
            if (read >= 0)
                after |= 1UL << read;
            for (Region? region = _body.Regions.InnermostAt(i); region is not null; region = region.Parent)
            {
                if (region.Kind != RegionKind.Try)
                    continue;
                foreach (Region handler in region.Handlers)
                    after |= _before[handler.Start];
            }

            changed |= after != _before[i];
            _before[i] = after;
        }

        return changed;
    }

    private ulong After(int number)
    {
        OpCode code = _body.Code[number].Code;
        switch (code)
        {
            case OpCode.Ret or OpCode.Throw or OpCode.Rethrow:
                return 0;
            case OpCode.Br or OpCode.BrS or OpCode.Leave or OpCode.LeaveS:
                return _before[_body.Code.TargetOf(number)];
            case OpCode.Endfinally or OpCode.Endfilter:
                ulong any = 0;
                foreach (int target in _leaveTargets)
                    any |= _before[target];
                return any;
            case OpCode.Switch:
                ulong all = Next(number);
                foreach (int target in _body.Code.SwitchTargets(number))
                    all |= _before[target];
                return all;
            default:
                bool jumps = OpCodeTable.OperandOf((int)code) is OperandKind.Branch8 or OperandKind.Branch32;
                return Next(number) | (jumps ? _before[_body.Code.TargetOf(number)] : 0);
        }
    }

    private ulong Next(int number) => number + 1 < _before.Length ? _before[number + 1] : _known;

    /// <summary>The bits of what an instruction reads and writes, -1 for none.</summary>
    private (int Read, int Written) Access(Instruction instruction) => instruction.Code switch
    {
        >= OpCode.Ldloc0 and <= OpCode.Ldloc3 => (Bit(instruction.Code - OpCode.Ldloc0), -1),
        OpCode.LdlocS or OpCode.Ldloc or OpCode.LdlocaS or OpCode.Ldloca => (Bit(instruction.Operand), -1),
        >= OpCode.Stloc0 and <= OpCode.Stloc3 => (-1, Bit(instruction.Code - OpCode.Stloc0)),
        OpCode.StlocS or OpCode.Stloc => (-1, Bit(instruction.Operand)),
        _ => (-1, -1),
    };

    private int Bit(long local) => local < _body.LocalCount ? _bits[_body.ArgumentCount + (int)local] : -1;
}
