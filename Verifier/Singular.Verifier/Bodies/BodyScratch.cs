namespace Singular.Verifier.Bodies;

/// <summary>
/// Memory that serves one body after the other, so that a body costs few allocations. No verdict can depend on what an earlier
/// body left behind: every part is emptied when it is handed out.
/// </summary>
internal sealed class BodyScratch
{
    private readonly InstructionList _code = new();
    private readonly FrameState _state = new(0, 0);
    private readonly PriorityQueue<int, int> _pending = new();
    private FrameState?[] _entries = [];
    private bool[] _isPending = [];
    private StackValue[] _arguments = [];

    /// <summary>The body's instructions, decoded.</summary>
    /// <exception cref="InvalidBodyException">The bytes are no sequence of instructions.</exception>
    public InstructionList Decode(ReadOnlySpan<byte> code)
    {
        _code.Decode(code);
        return _code;
    }

    /// <summary>An empty stack and variables that are zero.</summary>
    public FrameState State(int maxStack, int trackedVariables)
    {
        _state.Reset(maxStack, trackedVariables);
        return _state;
    }

    /// <summary>An empty queue.</summary>
    public PriorityQueue<int, int> Pending()
    {
        _pending.Clear();
        return _pending;
    }

    /// <summary>At least so many nulls.</summary>
    public FrameState?[] Entries(int count) => Emptied(ref _entries, count);

    /// <summary>At least so many times false.</summary>
    public bool[] IsPending(int count) => Emptied(ref _isPending, count);

    /// <summary>Room for the arguments of one call; valid until the next one.</summary>
    public Span<StackValue> Arguments(int count)
    {
        if (_arguments.Length < count)
            _arguments = new StackValue[Math.Max(count, 16)];
        return _arguments.AsSpan(0, count);
    }

    private static T[] Emptied<T>(ref T[] array, int count)
    {
        if (array.Length < count)
            array = new T[Math.Max(count, 2 * array.Length)];
        else
            Array.Clear(array, 0, count);
        return array;
    }
}
