using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>Jumps, protected regions and the end of methods (ECMA-335 III.1.7, II.19).</summary>
internal sealed partial class BodyVerifier
{
    private Dictionary<Region, SortedDictionary<int, VariableState>>? _finallyStores;

    private void StepFlow()
    {
        switch (_instruction.Code)
        {
            case OpCode.Br or OpCode.BrS:
                _fellThrough = false;
                Jump(_code.TargetOf(_current));
                break;
            case OpCode.Brtrue or OpCode.BrtrueS or OpCode.Brfalse or OpCode.BrfalseS:
                var condition = Pop();
                if (condition.Kind is not (StackKind.Int32 or StackKind.Int64 or StackKind.NativeInt or StackKind.Object or StackKind.ByReference
                    or StackKind.Unknown) || condition.Has(ValueFlags.Uninitialized))
                    Mismatch(condition, "an integer, object or managed pointer");
                Jump(_code.TargetOf(_current));
                break;
            case (>= OpCode.BeqS and <= OpCode.BltUnS) or (>= OpCode.Beq and <= OpCode.BltUn):
                Compare(_instruction.Code is OpCode.Beq or OpCode.BeqS or OpCode.BneUn or OpCode.BneUnS);
                Jump(_code.TargetOf(_current));
                break;
            case OpCode.Switch:
                PopKind(StackKind.Int32);
                var targets = _code.SwitchTargets(_current);
                _context.Budget.Spend(targets.Length);
                foreach (var target in targets)
                    Jump(target);
                break;
            case OpCode.Leave or OpCode.LeaveS:
                _fellThrough = false;
                Leave(_code.TargetOf(_current));
                break;
            case OpCode.Ret:
                _fellThrough = false;
                Return();
                break;
            case OpCode.Throw:
                _fellThrough = false;
                var thrown = Pop();
                if (thrown.Kind != StackKind.Unknown && !IsObjectAssignable(thrown, _universe.Object))
                    Mismatch(thrown, "an object");
                break;
            case OpCode.Rethrow:
                _fellThrough = false;
                CheckPlace();
                break;
            case OpCode.Endfinally:
                _fellThrough = false;
                CheckPlace();
                break;
            case OpCode.Endfilter:
                _fellThrough = false;
                CheckPlace();
                PopKind(StackKind.Int32, "EndfilterStack");
                if (_state.Depth != 0)
                    Report("EndfilterStack", $"{_state.Depth} more values under the filter's result", "an empty stack");
                break;
            default:
                Report("UnknownOpcode", NameOfInstruction);
                throw new StackShapeException();
        }
    }

    /// <summary>rethrow needs the handler itself: a try block inside it is fine, a finally or filter is not.</summary>
    private static bool IsInCatch(Region region)
    {
        var current = region;
        while (current is { Kind: RegionKind.Try })
            current = current.Parent!;
        return current?.Kind is RegionKind.Catch or RegionKind.FilterHandler;
    }

    private void Jump(int target)
    {
        if (CheckTransfer(target, isFallthrough: false))
            FlowInto(target);
    }

    private bool CheckFallthrough(int next) => CheckTransfer(next, isFallthrough: true);

    /// <summary>
    /// Control may stay in its region or enter a try block at the first instruction with an empty stack. Everything else is the
    /// business of leave, endfinally, endfilter and the runtime.
    /// </summary>
    private bool CheckTransfer(int target, bool isFallthrough)
    {
        var from = _regions.InnermostAt(_current);
        var to = _regions.InnermostAt(target);
        if (from == to)
            return true;
        if (isFallthrough && to is { Kind: not RegionKind.Try } && to.Start == target)
        {
            Report(EnterCode(to.Kind, isFallthrough), $"falls into a {Describe(to.Kind)}", "leave");
            return false;
        }
        // Going up from the target, everything passed before the source's region is entered by this transfer.
        var entered = to;
        while (entered is not null && entered != from && Contains(from, entered))
        {
            if (entered.Kind != RegionKind.Try || entered.Start != target)
            {
                Report(EnterCode(entered.Kind, isFallthrough), $"{(isFallthrough ? "falls" : "jumps")} into a {Describe(entered.Kind)}");
                return false;
            }
            entered = entered.Parent;
        }
        if (entered == from)
            return true;
        Report(isFallthrough ? "FallthroughException" : ExitCode(from!.Kind), $"{(isFallthrough ? "falls" : "jumps")} out of a {Describe(from!.Kind)}", "leave");
        return false;
    }

    /// <summary>True when the region lies inside the other; everything lies inside the method, which is null.</summary>
    private static bool Contains(Region? outer, Region inner) => outer is null || (outer.Start <= inner.Start && inner.End <= outer.End);

    private static string EnterCode(RegionKind kind, bool isFallthrough) => (kind, isFallthrough) switch
    {
        (RegionKind.Filter, true) => "FallthroughIntoFilter",
        (_, true) => "FallthroughIntoHandler",
        (RegionKind.Try, false) => "BranchIntoTry",
        (RegionKind.Filter, false) => "BranchIntoFilter",
        _ => "BranchIntoHandler",
    };

    private static string ExitCode(RegionKind kind) => kind switch
    {
        RegionKind.Try => "BranchOutOfTry",
        RegionKind.Filter => "BranchOutOfFilter",
        RegionKind.Finally or RegionKind.Fault => "BranchOutOfFinally",
        _ => "BranchOutOfHandler",
    };

    private static string Describe(RegionKind kind) => kind switch
    {
        RegionKind.Try => "try block",
        RegionKind.Filter => "filter",
        RegionKind.Finally => "finally handler",
        RegionKind.Fault => "fault handler",
        _ => "catch handler",
    };

    private void Leave(int target)
    {
        _state.Clear();
        if (!CheckLeave(target))
            return;
        var to = _regions.InnermostAt(target);
        for (var left = _regions.InnermostAt(_current); left is not null && !IsWithin(to, left); left = left.Parent)
            ApplyFinally(left);
        FlowInto(target);
    }

    /// <summary>leave goes out of try blocks and catch handlers, and into a try block only at its first instruction.</summary>
    private bool CheckLeave(int target)
    {
        var to = _regions.InnermostAt(target);
        for (var left = _regions.InnermostAt(_current); left is not null && !IsWithin(to, left); left = left.Parent)
        {
            if (left.Kind is RegionKind.Filter or RegionKind.Finally or RegionKind.Fault)
            {
                Report("LeaveOutOf" + left.Kind, $"leave out of a {Describe(left.Kind)}");
                return false;
            }
        }
        var common = _regions.InnermostAt(_current);
        while (common is not null && !IsWithin(to, common))
            common = common.Parent;
        for (var entered = to; entered != common; entered = entered!.Parent)
        {
            if (entered!.Kind != RegionKind.Try || entered.Start != target)
            {
                Report(entered.Kind switch { RegionKind.Try => "LeaveIntoTry", RegionKind.Filter => "LeaveIntoFilter", _ => "LeaveIntoHandler" },
                    $"leave into a {Describe(entered.Kind)}");
                return false;
            }
        }
        return true;
    }

    /// <summary>Between leave and its target the finally handlers run; what they store may then be in the variables.</summary>
    private void ApplyFinally(Region tryRegion)
    {
        if (_finallyStores is null)
            return;
        foreach (var handler in tryRegion.Handlers)
        {
            if (handler.Kind != RegionKind.Finally || !_finallyStores.TryGetValue(handler, out var stores))
                continue;
            foreach (var (index, stored) in stores)
                _state.Variables[index] = _state.Variables[index].Meet(stored);
        }
    }

    /// <summary>Remembers a store inside finally handlers, and looks again at the code whose leave instructions run them.</summary>
    private void RecordFinallyStore(int index, VariableState state)
    {
        for (var region = _regions.InnermostAt(_current); region is not null; region = region.Parent)
        {
            if (region.Kind != RegionKind.Finally)
                continue;
            _finallyStores ??= [];
            if (!_finallyStores.TryGetValue(region, out var stores))
                _finallyStores.Add(region, stores = []);
            var met = stores.TryGetValue(index, out var known) ? known.Meet(state) : state;
            if (stores.ContainsKey(index) && met == known)
                continue;
            stores[index] = met;
            var protectedBlock = _regions.TryOf(region);
            for (var i = protectedBlock.Start; i < protectedBlock.End; i++)
            {
                if (_entries[i] is not null)
                    Enqueue(i);
            }
            _context.Budget.Spend(protectedBlock.End - protectedBlock.Start);
        }
    }

    private static bool IsWithin(Region? inner, Region outer) => inner is not null && outer.Start <= inner.Start && inner.End <= outer.End
        && IsAncestorOrSelf(outer, inner);

    private static bool IsAncestorOrSelf(Region outer, Region inner)
    {
        for (var current = inner; current is not null; current = current.Parent)
        {
            if (current == outer)
                return true;
        }
        return false;
    }

    /// <summary>At the first instruction of try blocks: the stack must be empty, and the handlers' entry states begin here.</summary>
    private void EnterRegions(int number)
    {
        var region = _regions.InnermostAt(number);
        if (region is null)
            return;
        var enters = false;
        for (var entered = region; entered is { Kind: RegionKind.Try } && entered.Start == number; entered = entered.Parent)
            enters = true;
        if (!enters)
            return;
        if (_state.Depth != 0)
        {
            Report("TryNonEmptyStack", $"{_state.Depth} values on the stack at the start of a try block", "an empty stack");
            _state.Clear();
        }
        FlowToHandlers();
    }

    /// <summary>Any instruction of a try block may be the last before its handlers, so they see every state of the variables.</summary>
    private void FlowToHandlers()
    {
        for (var region = _regions.InnermostAt(_current); region is not null; region = region.Parent)
        {
            if (region.Kind != RegionKind.Try)
                continue;
            foreach (var handler in region.Handlers)
                FlowToHandler(handler);
        }
    }

    private void FlowToHandler(Region handler)
    {
        _context.Budget.Spend(1 + (_trackedCount / CellsPerUnit));
        var entry = _entries[handler.Start];
        if (entry is null)
        {
            var exception = EntryValue(handler);
            if (exception is not null && _state.MaxStack == 0)
            {
                Report("StackOverflow", "a handler's exception does not fit a stack of depth 0");
                return;
            }
            entry = _scratch.NewState(exception is null ? 0 : 1, _trackedCount);
            entry.ThisIsInitialized = _state.ThisIsInitialized;
            _state.Variables.CopyTo(entry.Variables);
            if (exception is { } value)
                entry.TryPush(value);
            Save(handler.Start, entry);
        }
        else if (entry.MeetVariables(_state))
        {
            Enqueue(handler.Start);
        }
    }

    /// <summary>What the runtime puts on the stack for a handler: the exception, or nothing.</summary>
    private StackValue? EntryValue(Region handler)
    {
        switch (handler.Kind)
        {
            case RegionKind.Finally or RegionKind.Fault:
                return null;
            case RegionKind.Catch:
                var type = CatchType(_body.Clauses[handler.Clauses[0]]);
                return type is null ? StackValue.Unknown : new StackValue(StackKind.Object, type, type is VariableType ? ValueFlags.Boxed : ValueFlags.None);
            default:
                return new StackValue(StackKind.Object, _universe.Object);
        }
    }

    private IlType? CatchType(RegionClause clause)
    {
        if (TypeOf(clause.Extra) is not { } type)
            return null;
        if (type is not VariableType && !_relations.IsReference(type))
        {
            Report("CatchByRef", $"a catch clause for {type}", "a class");
            return null;
        }
        CheckTypeUse(type);
        var isException = type == _universe.Object || (type is VariableType
            ? _relations.IsBoxedAssignable(type, _universe.Exception)
            : _relations.IsAssignable(type, _universe.Exception));
        if (!isException)
            Report("ThrowOrCatchOnlyExceptionType", $"a catch clause for {type}", "an exception");
        return type;
    }

    private void Return()
    {
        CheckPlace();
        if (!_state.ThisIsInitialized)
            Report("ThisUninitReturn", "a constructor returns before the base constructor was called");
        var type = ReturnType();
        if (type != _universe.Void)
        {
            if (_state.Depth == 0)
                Report("ReturnMissing", "nothing on the stack", type.ToString());
            else
                CheckReturned(Pop(), type);
        }
        if (_state.Depth != 0)
            Report(type == _universe.Void ? "ReturnVoid" : "ReturnEmpty", $"{_state.Depth} values left on the stack", "an empty stack");
    }

    /// <summary>The declared type, or for a runtime-async method what its task carries.</summary>
    private IlType ReturnType()
    {
        var type = _method.ReturnType.Unmodified;
        if (!IsRuntimeAsync || type is not DefinedType { Info.Definition: { Namespace: "System.Threading.Tasks" } definition } task
            || definition.Module != _universe.Core)
            return type;
        return task.Arguments is [var result] ? result : _universe.Void;
    }

    /// <summary>MethodImplAttributes.Async, 0x2000 (the augment for runtime-async).</summary>
    private bool IsRuntimeAsync => ((int)_definition.ImplAttributes & 0x2000) != 0;

    private void CheckReturned(StackValue value, IlType type)
    {
        CheckAssignable(value, type);
        if (value.Kind == StackKind.Unknown)
            return;
        if (type is ManagedPointerType reference)
        {
            if (value.Reference < ReferenceScope.ReturnOnly
                || (_relations.IsByRefLike(reference.Element) && ContentScope(value) < ReferenceScope.ReturnOnly))
                Report("ReturnPtrToStack", "a reference into this frame", "a reference to longer-lived memory");
            if (value.Has(ValueFlags.ReadOnly) && !_method.ReturnsReadOnly)
                Report("ReadOnlyIllegalWrite", "a read-only reference returned as a writable one", "ref readonly");
        }
        else if (_relations.IsByRefLike(type) && value.Value < ReferenceScope.ReturnOnly)
        {
            Report("ReturnPtrToStack", $"a {type} that may hold a reference into this frame", "one over longer-lived memory");
        }
    }
}
