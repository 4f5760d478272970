namespace Singular.Verifier.Ownership.Flow;

/// <summary>The variables, the stack and the resources that they refer to, at one place in the code. Two slots that refer to one
/// resource are the same buffer or endpoint on every path.</summary>
internal sealed class FlowState
{
    private readonly FlowValue[] _variables;
    private readonly List<FlowValue> _stack;
    private readonly List<Resource> _resources;

    public FlowState(int variables)
        : this(new FlowValue[variables], [], [])
    {
    }

    private FlowState(FlowValue[] variables, List<FlowValue> stack, List<Resource> resources)
    {
        _variables = variables;
        _stack = stack;
        _resources = resources;
    }

    public int Depth => _stack.Count;

    public int VariableCount => _variables.Length;

    /// <summary>What copying or merging the state costs.</summary>
    public int Cells => _variables.Length + _stack.Count + _resources.Count;

    /// <summary>IL offset of what threw last on the way here; -1 where nothing did.</summary>
    public int Thrown { get; set; } = -1;

    public IReadOnlyList<Resource> Resources => _resources;

    public FlowState Clone() => new((FlowValue[])_variables.Clone(), [.. _stack], [.. _resources]) { Thrown = Thrown };

    public FlowValue this[int variable]
    {
        get => _variables[variable];
        set => _variables[variable] = value;
    }

    public FlowValue Stack(int index) => _stack[index];

    public void SetStack(int index, FlowValue value) => _stack[index] = value;

    public void Push(FlowValue value) => _stack.Add(value);

    /// <exception cref="FlowShapeException">There is nothing on the stack.</exception>
    public FlowValue Pop()
    {
        if (_stack.Count == 0)
            throw new FlowShapeException("the stack is empty where a value is needed");
        FlowValue value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    public FlowValue Peek(int distance = 0) =>
        distance < _stack.Count ? _stack[_stack.Count - 1 - distance] : throw new FlowShapeException("the stack is not deep enough");

    public void ClearStack() => _stack.Clear();

    public Resource ResourceAt(int index) => _resources[index];

    public void SetResource(int index, Resource resource) => _resources[index] = resource;

    /// <summary>A value that refers to a new resource.</summary>
    public FlowValue Add(Resource resource)
    {
        _resources.Add(resource);
        return new FlowValue(FlowKind.Resource, _resources.Count - 1);
    }

    /// <summary>Whether a variable or stack slot refers to the resource.</summary>
    public bool IsReferred(int resource)
    {
        foreach (FlowValue value in _variables)
        {
            if (value.Kind == FlowKind.Resource && value.Index == resource)
                return true;
        }

        foreach (FlowValue value in _stack)
        {
            if (value.Kind == FlowKind.Resource && value.Index == resource)
                return true;
        }

        return false;
    }

    /// <summary>Forgets what bools and results say of a resource whose state has changed.</summary>
    public void ForgetFacts(int resource)
    {
        for (int i = 0; i < _variables.Length; i++)
        {
            if (_variables[i].Kind is FlowKind.Fact or FlowKind.Outcome && _variables[i].Index == resource)
                _variables[i] = FlowValue.Plain;
        }

        for (int i = 0; i < _stack.Count; i++)
        {
            if (_stack[i].Kind is FlowKind.Fact or FlowKind.Outcome && _stack[i].Index == resource)
                _stack[i] = FlowValue.Plain;
        }
    }

    /// <summary>Numbers the resources in the order in which slots refer to them and drops the others, so that equal states look equal.</summary>
    public void Compact()
    {
        var numbers = new int[_resources.Count];
        var kept = new List<Resource>(_resources.Count);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < _variables.Length; i++)
                _variables[i] = Renumber(_variables[i], pass, numbers, kept);
            for (int i = 0; i < _stack.Count; i++)
                _stack[i] = Renumber(_stack[i], pass, numbers, kept);
        }

        _resources.Clear();
        _resources.AddRange(kept);
    }

    /// <summary>First the slots that keep a resource alive, then what only says something of one.</summary>
    private FlowValue Renumber(FlowValue value, int pass, int[] numbers, List<Resource> kept)
    {
        if (!value.NamesResource || value.Kind == FlowKind.Resource != (pass == 0))
            return value;
        if (pass == 1)
            return numbers[value.Index] == 0 ? FlowValue.Plain : value with { Index = numbers[value.Index] - 1 };
        if (numbers[value.Index] == 0)
        {
            kept.Add(_resources[value.Index]);
            numbers[value.Index] = kept.Count;
        }

        return value with { Index = numbers[value.Index] - 1 };
    }

    /// <summary>Equal if both are compact and say the same.</summary>
    public bool Says(FlowState other) =>
        Thrown == other.Thrown && _variables.AsSpan().SequenceEqual(other._variables)
        && System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_stack).SequenceEqual(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(other._stack))
        && System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_resources).SequenceEqual(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(other._resources));
}
