namespace Singular.Verifier.Bodies;

/// <summary>
/// Memory that serves one body after the other, so that a body costs few allocations. No verdict can depend on what an earlier
/// body left behind: every part is emptied when it is handed out.
/// </summary>
internal sealed class BodyScratch
{
    /// <summary>Stack slots and variables kept from one body to the next, about 6 MB. What a body needs beyond that is freed with it.</summary>
    private const int CellsKept = 200_000;

    private readonly InstructionList _code = new();
    private readonly List<FrameState> _states = [];
    private readonly PriorityQueue<int, int> _pending = new();
    private int _statesInUse;
    private long _cells;
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

    /// <summary>An empty state, valid until <see cref="TakeBackStates"/>.</summary>
    public FrameState NewState(int maxStack, int trackedVariables)
    {
        if (_statesInUse == _states.Count)
        {
            _states.Add(new FrameState());
            _cells++;
        }
        var state = _states[_statesInUse++];
        _cells -= state.Cells;
        state.Reset(maxStack, trackedVariables);
        _cells += state.Cells;
        return state;
    }

    /// <summary>Ends the use of all states handed out so far.</summary>
    public void TakeBackStates()
    {
        if (_cells > CellsKept)
        {
            _states.Clear();
            _cells = 0;
        }
        _statesInUse = 0;
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
