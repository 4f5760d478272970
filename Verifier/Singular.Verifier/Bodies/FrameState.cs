namespace Singular.Verifier.Bodies;

/// <summary>The evaluation stack, the tracked variables and <c>this</c> at one place in the code.</summary>
internal sealed class FrameState
{
    private StackValue[] _stack = [];
    private VariableState[] _variables = [];
    private int _variableCount;

    public int Depth { get; private set; }

    public int MaxStack { get; private set; }

    /// <summary>What is known of the tracked variables.</summary>
    public Span<VariableState> Variables => _variables.AsSpan(0, _variableCount);

    /// <summary>Room for stack slots and variables, used or not; a state counts at least one.</summary>
    public int Cells => 1 + _stack.Length + _variables.Length;

    /// <summary>True once the base constructor ran on every path here.</summary>
    public bool ThisIsInitialized { get; set; }

    /// <summary>Makes this a new state: nothing on the stack, nothing known.</summary>
    public void Reset(int maxStack, int trackedVariables)
    {
        if (_stack.Length < maxStack)
            _stack = new StackValue[maxStack];
        if (_variables.Length < trackedVariables)
            _variables = new VariableState[trackedVariables];
        MaxStack = maxStack;
        _variableCount = trackedVariables;
        Variables.Clear();
        Depth = 0;
        ThisIsInitialized = false;
    }

    public bool TryPush(StackValue value)
    {
        if (Depth == MaxStack)
            return false;
        _stack[Depth++] = value;
        return true;
    }

    public bool TryPop(out StackValue value)
    {
        if (Depth == 0)
        {
            value = default;
            return false;
        }
        value = _stack[--Depth];
        return true;
    }

    public void Clear() => Depth = 0;

    public ref StackValue At(int index) => ref _stack[index];

    public StackValue FromTop(int distance) => _stack[Depth - 1 - distance];

    public void CopyFrom(FrameState other)
    {
        Depth = other.Depth;
        Array.Copy(other._stack, _stack, other.Depth);
        other.Variables.CopyTo(Variables);
        ThisIsInitialized = other.ThisIsInitialized;
    }

    /// <summary>Lowers the tracked variables to what also holds in another state; true when any changed.</summary>
    public bool MeetVariables(FrameState other)
    {
        var changed = false;
        var variables = Variables;
        var others = other.Variables;
        for (var i = 0; i < variables.Length; i++)
        {
            var met = variables[i].Meet(others[i]);
            if (met != variables[i])
            {
                variables[i] = met;
                changed = true;
            }
        }
        if (ThisIsInitialized && !other.ThisIsInitialized)
        {
            ThisIsInitialized = false;
            changed = true;
        }
        return changed;
    }
}
