using Singular.Verifier.Bodies;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>Exceptions, and the handlers that run on the way.</summary>
internal sealed partial class MethodFlow
{
    /// <summary>The present instruction may throw; what only the stack refers to is lost then.</summary>
    private void MayThrow() => MayThrow(_state.Clone());

    /// <param name="state">What holds when it throws; becomes the analysis' own.</param>
    private void MayThrow(FlowState state)
    {
        _model.Budget.Spend(1 + state.Cells / CellsPerUnit);
        state.ClearStack();
        state.Thrown = Offset;
        for (int i = 0; i < state.Resources.Count; i++)
        {
            if (state.ResourceAt(i).IsOwed && !state.IsReferred(i))
                ReportLost(state.ResourceAt(i));
        }

        state.Compact();
        PassOn(state, _body.Regions.InnermostAt(_at), _completion);
    }

    /// <summary>An exception looks for handlers from a region outwards.</summary>
    private void PassOn(FlowState state, Region? from, Completion completion)
    {
        for (Region? region = from; region is not null; region = region.Parent)
        {
            if (region.Kind is RegionKind.Finally or RegionKind.Fault)
                completion = completion.Outer ?? throw new FlowShapeException("a finally handler is entered otherwise than by an exception or a leave");
            if (region.Kind != RegionKind.Try)
                continue;
            foreach (Region handler in region.Handlers)
            {
                if (Handle(state, handler, completion))
                    return;
            }
        }

        ExitByException(state);
    }

    /// <summary>True when the exception goes no further than this handler.</summary>
    private bool Handle(FlowState state, Region handler, Completion completion)
    {
        if (handler.Kind is RegionKind.Finally or RegionKind.Fault)
        {
            Flow(state, Within(completion, handler, Completion.Exception), handler.Start);
            return true;
        }

        // A filter decides before the handlers inside run; it changes nothing that is followed (CheckOutsideFilter), so that this order will do.
        FlowState caught = state.Clone();
        caught.Push(FlowValue.Plain);
        if (_stateField < 0)
            caught.Thrown = -1;
        Flow(caught, completion, handler.Start);
        return handler.Kind == RegionKind.Catch && CatchesAll(_body.Clauses[handler.Clauses[0]]);
    }

    private void CheckOutsideFilter()
    {
        for (Region? region = _body.Regions.InnermostAt(_at); region is not null; region = region.Parent)
        {
            if (region.Kind == RegionKind.Filter)
                ReportUnclear("a buffer, pin or endpoint is used in an exception filter", "Catch the exception, and test in the handler.");
        }
    }

    private void CheckCallInFilter(FlowCall call)
    {
        if (IsFollowed(call.Receiver) || Array.Exists(call.Arguments, IsFollowed))
            CheckOutsideFilter();
    }

    private bool IsFollowed(FlowValue value) =>
        value.Kind == FlowKind.Resource || (value.Kind == FlowKind.Address && _kinds[value.Index] != ResourceKind.None);

    private bool CatchesAll(RegionClause clause)
    {
        IlType? type = _model.Verification.TypeAt(clause.Extra);
        return type == _model.Universe.Object || type == _model.Universe.Exception;
    }

    private Completion Within(Completion outer, Region handler, int target)
    {
        var key = (outer.Number, handler, target);
        if (!_completions.TryGetValue(key, out Completion? known))
        {
            if (_completions.Count == MaxCompletions)
                throw new FlowShapeException($"there are more than {MaxCompletions} ways through its finally handlers");
            _completions.Add(key, known = new Completion(_completions.Count + 1, handler, target, outer));
        }

        return known;
    }

    private void Leave(int target)
    {
        _falls = false;
        _state.ClearStack();
        ContinueLeave(_state, _body.Regions.InnermostAt(_at), target, _completion);
    }

    /// <summary>Runs the next finally handler between a region and a target, or arrives.</summary>
    private void ContinueLeave(FlowState state, Region? from, int target, Completion completion)
    {
        for (Region? region = from; region is not null && (target < region.Start || target >= region.End); region = region.Parent)
        {
            if (region.Kind != RegionKind.Try)
                continue;
            foreach (Region handler in region.Handlers)
            {
                if (handler.Kind != RegionKind.Finally)
                    continue;
                Flow(state, Within(completion, handler, target), handler.Start);
                return;
            }
        }

        Flow(state, completion, target);
    }

    private void EndHandler()
    {
        _falls = false;
        if (_completion.Handler is not { } handler || _completion.Outer is not { } outer)
            throw new FlowShapeException("endfinally outside of a handler");
        Region? around = _body.TryOf(handler).Parent;
        _state.ClearStack();
        if (_completion.Target == Completion.Exception)
            PassOn(_state, around, outer);
        else
            ContinueLeave(_state, around, _completion.Target, outer);
    }
}
