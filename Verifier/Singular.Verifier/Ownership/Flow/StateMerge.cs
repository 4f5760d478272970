namespace Singular.Verifier.Ownership.Flow;

/// <summary>Joins two states in which paths meet: what may be true on either may be true.</summary>
internal sealed class StateMerge
{
    private const int None = -1;

    private readonly FlowState _left;
    private readonly FlowState _right;
    private readonly FlowState _merged;
    private readonly Dictionary<(int, int), int> _pairs = [];
    private readonly bool[] _leftUsed;
    private readonly bool[] _rightUsed;

    private StateMerge(FlowState left, FlowState right)
    {
        _left = left;
        _right = right;
        _merged = new FlowState(left.VariableCount) { Thrown = Math.Max(left.Thrown, right.Thrown) };
        _leftUsed = new bool[left.Resources.Count];
        _rightUsed = new bool[right.Resources.Count];
    }

    /// <param name="left">A compact state.</param>
    /// <param name="right">Another one, of the same place.</param>
    /// <exception cref="FlowShapeException">The stacks are of different depths.</exception>
    public static FlowState Join(FlowState left, FlowState right)
    {
        if (left.Depth != right.Depth)
            throw new FlowShapeException("paths meet with stacks of different depths");
        return new StateMerge(left, right).Run();
    }

    private FlowState Run()
    {
        for (int i = 0; i < _left.VariableCount; i++)
            _merged[i] = Slot(_left[i], _right[i]);
        for (int i = 0; i < _left.Depth; i++)
            _merged.Push(Slot(_left.Stack(i), _right.Stack(i)));
        for (int i = 0; i < _left.VariableCount; i++)
            _merged[i] = Fact(_merged[i], _left[i], _right[i]);
        for (int i = 0; i < _left.Depth; i++)
            _merged.SetStack(i, Fact(_merged.Stack(i), _left.Stack(i), _right.Stack(i)));
        return _merged;
    }

    private FlowValue Slot(FlowValue left, FlowValue right)
    {
        ulong pins = left.Pins | right.Pins;
        if (left.Kind == FlowKind.Resource || right.Kind == FlowKind.Resource)
            return new FlowValue(FlowKind.Resource, Pair(left, right), Pins: pins);
        bool isSame = left.Kind == right.Kind && left.Index == right.Index && left.Kind is not (FlowKind.Fact or FlowKind.Outcome);
        return (isSame ? left : FlowValue.Plain) with { Pins = pins };
    }

    /// <summary>What both say of the same resource stays.</summary>
    private FlowValue Fact(FlowValue merged, FlowValue left, FlowValue right)
    {
        bool isSame = left.Kind is FlowKind.Fact or FlowKind.Outcome && right.Kind == left.Kind && left.IfTrue == right.IfTrue && left.IfFalse == right.IfFalse;
        return isSame && _pairs.TryGetValue((left.Index, right.Index), out int resource) ? left with { Index = resource, Pins = merged.Pins } : merged;
    }

    private int Pair(FlowValue left, FlowValue right)
    {
        int first = left.Kind == FlowKind.Resource ? left.Index : None;
        int second = right.Kind == FlowKind.Resource ? right.Index : None;
        if (first != None && second != None && _pairs.TryGetValue((first, second), out int known))
            return known;
        Resource resource = first == None ? Beside(_right.ResourceAt(second), left)
            : second == None ? Beside(_left.ResourceAt(first), right)
            : Both(_left.ResourceAt(first), _right.ResourceAt(second));
        ulong states = Part(first, _left, _leftUsed) | Part(second, _right, _rightUsed) | (resource.States & ~Known(first, second));
        int index = _merged.Add(resource with { States = states }).Index;
        if (first != None && second != None)
            _pairs.Add((first, second), index);
        return index;
    }

    /// <summary>States that come from the resources of the two sides, and not from a side without one.</summary>
    private ulong Known(int first, int second) =>
        (first == None ? 0 : _left.ResourceAt(first).States) | (second == None ? 0 : _right.ResourceAt(second).States);

    /// <summary>
    /// What one side contributes. Where variables are one resource on this side and two on the other, the first keeps what
    /// is held and the others cannot be told from it: it must not be released twice, nor taken for released.
    /// </summary>
    private static ulong Part(int index, FlowState side, bool[] used)
    {
        if (index == None)
            return 0;
        ulong states = side.ResourceAt(index).States;
        if (used[index] && (states & Bits.AnyHeld) != 0)
            states = (states & ~Bits.AnyHeld) | Bits.Lost;
        used[index] = true;
        return states;
    }

    private static Resource Both(Resource left, Resource right) => left with
    {
        States = left.States | right.States,
        Born = Math.Max(left.Born, right.Born),
        Gone = Math.Max(left.Gone, right.Gone),
        OpenPins = left.OpenPins | right.OpenPins,
        From = left.From | right.From,
        Twin = left.Twin == right.Twin || right.Twin == 0 ? left.Twin : left.Twin == 0 ? right.Twin : Resource.AnyTwin,
        Contract = left.Contract ?? right.Contract,
        IsBorrowed = left.IsBorrowed && right.IsBorrowed,
    };

    private static Resource Beside(Resource resource, FlowValue other) => resource with
    {
        States = resource.States | (other.Kind == FlowKind.Null ? Bits.Nothing : resource.IsEndpoint ? Bits.Untracked : Bits.Lost),
        IsBorrowed = false,
    };
}
