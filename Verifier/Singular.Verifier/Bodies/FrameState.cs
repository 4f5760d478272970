namespace Singular.Verifier.Bodies;

/// <summary>The evaluation stack, the tracked variables and <c>this</c> at one place in the code.</summary>
internal sealed class FrameState
{
    private StackValue[] _stack;

    public FrameState(int maxStack, int trackedVariables)
    {
        _stack = maxStack == 0 ? [] : new StackValue[maxStack];
        Variables = trackedVariables == 0 ? [] : new VariableState[trackedVariables];
        MaxStack = maxStack;
    }

    public int Depth { get; private set; }

    public int MaxStack { get; private set; }

    public VariableState[] Variables { get; private set; }

    /// <summary>True once the base constructor ran on every path here.</summary>
    public bool ThisIsInitialized { get; set; }

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

    /// <summary>Makes this the state before the first instruction of another body.</summary>
    public void Reset(int maxStack, int trackedVariables)
    {
        if (_stack.Length < maxStack)
            _stack = new StackValue[maxStack];
        if (Variables.Length == trackedVariables)
            Array.Clear(Variables);
        else
            Variables = trackedVariables == 0 ? [] : new VariableState[trackedVariables];
        MaxStack = maxStack;
        Depth = 0;
        ThisIsInitialized = false;
    }

    public ref StackValue At(int index) => ref _stack[index];

    public StackValue FromTop(int distance) => _stack[Depth - 1 - distance];

    public FrameState Clone()
    {
        // A saved state never grows, so it need not hold room for the greatest depth.
        var copy = new FrameState(Depth, Variables.Length);
        copy.CopyFrom(this);
        return copy;
    }

    public void CopyFrom(FrameState other)
    {
        Depth = other.Depth;
        Array.Copy(other._stack, _stack, other.Depth);
        Array.Copy(other.Variables, Variables, Variables.Length);
        ThisIsInitialized = other.ThisIsInitialized;
    }

    /// <summary>Lowers the tracked variables to what also holds in another state; true when any changed.</summary>
    public bool MeetVariables(FrameState other)
    {
        var changed = false;
        for (var i = 0; i < Variables.Length; i++)
        {
            var met = Variables[i].Meet(other.Variables[i]);
            if (met != Variables[i])
            {
                Variables[i] = met;
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
