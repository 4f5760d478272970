using Mono.Cecil;
using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>
/// Verifies one method body: a data-flow analysis over its instructions that knows, for every place, the types on the stack and
/// how far references may travel. The analysis goes up a finite lattice until nothing changes, so it ends; every step costs budget.
/// </summary>
internal sealed partial class BodyVerifier
{
    /// <summary>Stack slots and variables that are merged for about the cost of one instruction.</summary>
    private const int CellsPerUnit = 8;

    /// <summary>Most stack slots and tracked variables kept for the jumps of one method; about 250 MB.</summary>
    private const int SavedCells = 4_000_000;

    private readonly VerificationModel _model;
    private readonly VerificationContext _context;
    private readonly TypeUniverse _universe;
    private readonly MethodShape _method;
    private readonly MethodDefinition _definition;
    private readonly DefinedType _thisType;
    private readonly TypeRelations _relations;
    private readonly ConstraintChecker _constraints;
    private readonly Accessibility _access;
    private readonly CodeScope _scope;
    private readonly BodyScratch _scratch;
    private HashSet<(int, string)>? _reported;

    private MethodBodyImage _body = null!;
    private InstructionList _code = null!;
    private RegionTree _regions = null!;
    private FrameState?[] _entries = [];
    private FrameState _state = null!;
    private PriorityQueue<int, int> _pending = null!;
    private bool[] _isPending = [];
    private long _savedCells;
    private int _current;
    private Instruction _instruction;
    private bool _fellThrough;

    /// <param name="model">The types of the verification.</param>
    /// <param name="method">The method that the body belongs to.</param>
    /// <param name="scope">What its code may name.</param>
    /// <param name="scratch">Memory that nobody else uses meanwhile.</param>
    public BodyVerifier(VerificationModel model, MethodShape method, CodeScope scope, BodyScratch scratch)
    {
        _model = model;
        _context = model.Context;
        _universe = model.Universe;
        _method = method;
        _definition = method.Definition;
        _thisType = _universe.Of(_definition.DeclaringType);
        _scope = scope;
        _scratch = scratch;
        _relations = scope.Relations;
        _constraints = scope.Constraints;
        _access = scope.Access;
    }

    /// <summary>Reports everything that is wrong with the body.</summary>
    public void Verify(MethodBodyReader reader)
    {
        try
        {
            _body = reader.Read((uint)_definition.RVA);
            if (_body.MaxStack > _context.Limits.StackDepth)
                throw new VerificationLimitException("stack depth of a method", _context.Limits.StackDepth);
            _context.Budget.Spend(_body.Code.Length);
            _code = _scratch.Decode(_body.Code.Span);
        }
        catch (InvalidBodyException error)
        {
            ReportAt(null, error.Code, error.Message);
            return;
        }
        _regions = _body.Clauses.Count == 0
            ? RegionTree.None
            : new RegionTree(_body.Clauses, _code, (code, offset, what) => ReportAt(offset, code, what));
        if (!_regions.IsWellFormed || !PrepareVariables())
            return;
        MarkRegionStarts();
        Run(reader);
    }

    private void MarkRegionStarts()
    {
        foreach (var region in _regions.Regions)
        {
            _code.MarkLeader(region.Start);
            if (region.End < _code.Count)
                _code.MarkLeader(region.End);
        }
    }

    private void Run(MethodBodyReader reader)
    {
        _entries = _scratch.Entries(_code.Count);
        _isPending = _scratch.IsPending(_code.Count);
        _pending = _scratch.Pending();
        _scratch.TakeBackStates();
        _state = _scratch.NewState(_body.MaxStack, _trackedCount);
        InitializeVariables();
        _userStrings = reader.UserStrings;
        if (_regions.InnermostAt(0) is { } first && first.Kind != RegionKind.Try)
            ReportAt(0, first.Kind == RegionKind.Filter ? "FallthroughIntoFilter" : "FallthroughIntoHandler", "the method begins inside a handler");
        FlowInto(0);
        while (_pending.TryDequeue(out var leader, out _))
        {
            _isPending[leader] = false;
            _state.CopyFrom(_entries[leader]!);
            RunBlock(leader);
        }
        CheckPlaces();
    }

    /// <summary>Runs from a leader to the end of its block and hands the state on.</summary>
    private void RunBlock(int number)
    {
        while (true)
        {
            _current = number;
            _instruction = _code[number];
            _context.Budget.Spend(1);
            EnterRegions(number);
            _fellThrough = true;
            _changedVariables = false;
            try
            {
                CheckPrefixes();
                Step();
            }
            catch (StackShapeException)
            {
                // The stack cannot be made sense of beyond this point; what follows in the block would be noise.
                return;
            }
            catch (UnresolvedReferenceException error)
            {
                Report("TokenResolve", error.Message, "a member of the references", "Reference the assembly that defines it");
                return;
            }
            catch (Exception error) when (MetadataFault.Is(error))
            {
                Report("TokenResolve", error.Message);
                return;
            }
            if (_changedVariables)
                FlowToHandlers();
            if (!_fellThrough)
                return;
            number++;
            if (number == _code.Count)
            {
                Report("MethodFallthrough", "the code ends without ret, throw or a jump");
                return;
            }
            if (!CheckFallthrough(number))
                return;
            if (_code.IsLeader(number))
            {
                FlowInto(number);
                return;
            }
        }
    }

    /// <summary>Merges the present state into the one at a leader and queues the leader when that changed it.</summary>
    private void FlowInto(int number)
    {
        _context.Budget.Spend(1 + ((_state.Depth + _trackedCount) / CellsPerUnit));
        if (_entries[number] is not { } entry)
        {
            // A saved state never grows, so it need not hold room for the greatest depth.
            var copy = _scratch.NewState(_state.Depth, _trackedCount);
            copy.CopyFrom(_state);
            Save(number, copy);
            return;
        }
        if (MergeInto(entry))
            Enqueue(number);
    }

    /// <summary>Keeps the first state at a leader. Bounded in total, for jumps, stack depth and locals multiply.</summary>
    private void Save(int number, FrameState state)
    {
        _savedCells += state.Depth + _trackedCount;
        if (_savedCells > SavedCells)
            throw new VerificationLimitException("stack and variables at the jumps of a method", SavedCells);
        _entries[number] = state;
        Enqueue(number);
    }

    private void Enqueue(int number)
    {
        if (_isPending[number])
            return;
        _isPending[number] = true;
        _pending.Enqueue(number, number);
    }

    private void Report(string code, string found, string expected = "", string advice = "") =>
        ReportAt(_instruction.Offset, code, found, expected, advice);

    private void ReportAt(int? offset, string code, string found, string expected = "", string advice = "")
    {
        if ((_reported ??= []).Add((offset ?? -1, code)))
            _context.Sink.Report(Findings.AtOffset(FindingArea.Types, code, _definition, offset, found, expected, advice));
    }

    private string NameOfInstruction => OpCodeTable.NameOf(_instruction.Code);
}
