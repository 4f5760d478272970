using Singular.Verifier.Bodies;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>
/// Follows buffers, pins and endpoints through one method: a data-flow analysis whose states say what each of them may be. States
/// only gain possibilities, so it comes to an end; every step costs budget.
/// </summary>
internal sealed partial class MethodFlow
{
    /// <summary>Slots that are copied or merged for about the cost of one instruction.</summary>
    private const int CellsPerUnit = 8;

    /// <summary>Bits in a mask of pins, one of them for pins that are gone (<see cref="StalePin"/>).</summary>
    private const int MaxPins = 63;

    private const ulong StalePin = 1UL << MaxPins;

    /// <summary>Ways through finally handlers of one method; a handler inside another's multiplies them.</summary>
    private const int MaxCompletions = 4_096;

    private readonly OwnershipModel _model;
    private readonly ResourceTypes _types;
    private readonly FlowBody _body;
    private readonly InstructionList _code;
    private readonly TypeRelations _relations;
    private readonly ResourceKind[] _kinds;
    private readonly int[] _pinNumbers;
    private readonly List<int> _pinVariables = [];
    private readonly ulong[] _passed;
    private readonly bool _isServed;
    private readonly MethodSummary _summary;
    private readonly Dictionary<FlowPlace, FlowState> _entries = [];
    private readonly PriorityQueue<(Completion Completion, FlowPlace Place), int> _pending = new();
    private readonly HashSet<FlowPlace> _isPending = [];
    private readonly Dictionary<(int Outer, Region Handler, int Target), Completion> _completions = [];
    private readonly Completion _root = new(0, null, Completion.Exception, null);
    private readonly int _stateField;
    private readonly Liveness _liveness;

    private FlowState _state = new(0);
    private Completion _completion;
    private Instruction _instruction;
    private int _at;
    private bool _falls;

    /// <param name="model">What all methods share.</param>
    /// <param name="body">The method.</param>
    /// <param name="passed">What may be true of endpoints that are passed, by parameter without <c>this</c>; 0 where nothing is known.</param>
    /// <param name="isServed">A client calls it: endpoints that come in are handed over and not lent.</param>
    public MethodFlow(OwnershipModel model, FlowBody body, ulong[] passed, bool isServed = false)
    {
        _isServed = isServed;
        _model = model;
        _types = model.Types;
        _body = body;
        _code = body.Code;
        _passed = passed;
        _completion = _root;
        _relations = model.ScopeOf(body.Definition).Relations;
        _kinds = [.. body.Variables.Select(_types.KindOf)];
        _pinNumbers = [.. _kinds.Select(NumberOfPin)];
        _stateField = body.Fields.FirstOrDefault(f => f.Name == StateFieldName) is { } field ? body.VariableOf(field) : -1;
        _liveness = new Liveness(body, _kinds, model.Budget);
        _summary = new MethodSummary(body.ArgumentCount - body.ThisOffset);
    }

    private int Offset => _instruction.Offset;

    /// <exception cref="FlowShapeException">The method cannot be followed.</exception>
    public MethodSummary Run()
    {
        if (_pinVariables.Count > MaxPins)
            throw new FlowShapeException($"it has {_pinVariables.Count} pins, and at most {MaxPins} can be followed");
        EnterMethod();
        Flow(_state, _root, 0);
        while (_pending.TryDequeue(out var next, out _))
        {
            _isPending.Remove(next.Place);
            _completion = next.Completion;
            _at = next.Place.Number;
            _state = _entries[next.Place].Clone();
            RunBlock();
        }

        return _summary;
    }

    private int NumberOfPin(ResourceKind kind, int variable)
    {
        if (kind != ResourceKind.Pin)
            return -1;
        _pinVariables.Add(variable);
        return _pinVariables.Count - 1;
    }

    /// <summary>What variables hold when the method begins. Behind them come hidden ones that keep the endpoints of the caller in sight.</summary>
    private void EnterMethod()
    {
        int borrowed = 0;
        for (int i = _body.ThisOffset; i < _body.ArgumentCount; i++)
            borrowed += _kinds[i] == ResourceKind.Endpoint ? 1 : 0;
        _state = new FlowState(_kinds.Length + borrowed);
        int hidden = _kinds.Length;
        for (int i = 0; i < _kinds.Length; i++)
        {
            bool isParameter = i >= _body.ThisOffset && i < _body.ArgumentCount;
            if (i == 0 && _body.ThisOffset == 1)
                _state[i] = new FlowValue(FlowKind.This);
            else if (_kinds[i] != ResourceKind.None)
                _state[i] = _state.Add(isParameter ? Parameter(i) : Empty(i));
            if (isParameter && _kinds[i] == ResourceKind.Endpoint)
                _state[hidden++] = _state[i];
        }

        EnterStateMachine();
    }

    private Resource Parameter(int variable)
    {
        Resource empty = Empty(variable);
        switch (_kinds[variable])
        {
            case ResourceKind.Buffer:
                return empty with { States = Bits.Held, From = ParameterBit(variable - _body.ThisOffset) };
            case ResourceKind.BufferCarrier:
                return empty with { States = Bits.Held | Bits.Nothing, From = ParameterBit(variable - _body.ThisOffset) };
            case ResourceKind.EndpointCarrier:
                return empty with { States = Bits.Held | Bits.Nothing };
            case ResourceKind.Endpoint:
                ulong passed = _passed[variable - _body.ThisOffset];
                return empty with { States = passed == 0 ? Bits.Untracked : passed, IsBorrowed = !_isServed };
            case ResourceKind.Pin:
                // The place is refused; what is done there needs no findings of its own.
                return empty with { States = Bits.Held, IsBorrowed = true };
            default:
                return empty;
        }
    }

    private Resource Empty(int variable) => new(_kinds[variable], Bits.Nothing, -1) { Contract = _types.ProtocolOf(_body.Variables[variable]) };

    private void RunBlock()
    {
        while (true)
        {
            _instruction = _code[_at];
            _model.Budget.Spend(1);
            _falls = true;
            Step();
            if (!_falls)
                return;
            _at++;
            if (_at == _code.Count)
                throw new FlowShapeException("its code ends without ret, throw or a jump");
            if (_code.IsLeader(_at))
            {
                Flow(_state, _completion, _at);
                return;
            }
        }
    }

    /// <summary>Joins a state into the one at an instruction and queues it when that said something new.</summary>
    private void Flow(FlowState state, Completion completion, int number)
    {
        _model.Budget.Spend(1 + state.Cells / CellsPerUnit);
        FlowState arriving = state.Clone();
        ForgetUnread(arriving, number);
        arriving.Compact();
        int condition = arriving.Depth > 0 && arriving.Peek() is { Kind: FlowKind.Constant, Index: 0 or 1 } constant ? constant.Index : -1;
        var place = new FlowPlace(completion.Number, number, condition, AwaitedIn(arriving));
        if (_entries.TryGetValue(place, out FlowState? present))
        {
            arriving = StateMerge.Join(present, arriving);
            arriving.Compact();
            if (arriving.Says(present))
                return;
        }

        _entries[place] = arriving;
        if (_isPending.Add(place))
            _pending.Enqueue((completion, place), number);
    }

    /// <summary>A local that is read no more is no second name; the last name stays, so that what is lost with it is found.</summary>
    private void ForgetUnread(FlowState state, int number)
    {
        for (int i = _body.ArgumentCount; i < _body.ArgumentCount + _body.LocalCount; i++)
        {
            if (state[i] is not { Kind: FlowKind.Resource } value || _liveness.IsRead(i, number))
                continue;
            state[i] = state.Add(Empty(i));
            if (state.ResourceAt(value.Index).IsOwed && !state.IsReferred(value.Index))
                state[i] = value;
        }
    }
}
