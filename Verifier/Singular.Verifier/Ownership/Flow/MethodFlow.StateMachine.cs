using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>
/// Async methods: MoveNext is followed as the method it was made from. What lives across an await is in fields of the state machine; a
/// return after the state was set is the await, and the method goes on from its beginning with that state. States of the machine are
/// kept apart (FlowPlace), so that the jump at the beginning leads back to its await and nowhere else.
/// </summary>
internal sealed partial class MethodFlow
{
    private const string StateFieldName = "<>1__state";

    /// <summary>What the compiler writes into the state before the method begins to run, and while it runs.</summary>
    private const int BeforeStart = -1;

    /// <summary>The value of the state machine's state; that before the start where there is none or it is not known.</summary>
    private int AwaitedIn(FlowState state) =>
        _stateField >= 0 && state[_stateField] is { Kind: FlowKind.Constant, Index: var awaited } ? awaited : BeforeStart;

    /// <summary>The variable that stands for a field of this state machine; -1 for other fields and other objects.</summary>
    private int VariableOf(FieldUse field, FlowValue owner)
    {
        if (_body.Fields.Count == 0 || field.Definition.DeclaringType != _body.Definition.DeclaringType)
            return -1;
        int variable = _body.VariableOf(field.Definition);
        if (variable < 0 || owner.Kind == FlowKind.This)
            return variable;
        if (_kinds[variable] != ResourceKind.None || variable == _stateField)
            throw new FlowShapeException("it reaches its state machine otherwise than through this");
        return -1;
    }

    /// <summary>Parameters are fields of their own names; all other fields are of the compiler's making and empty at first.</summary>
    private void EnterStateMachine()
    {
        if (_body.Fields.Count == 0)
            return;
        if (_stateField < 0 || _body.HasAddress(_stateField))
            throw new FlowShapeException("its state machine has no state of the compiler's form");
        _state[_stateField] = new FlowValue(FlowKind.Constant, BeforeStart);
        foreach (Mono.Cecil.FieldDefinition field in _body.Fields)
        {
            int variable = _body.VariableOf(field);
            if (_kinds[variable] == ResourceKind.None || field.Name.StartsWith('<'))
                continue;
            Resource empty = Empty(variable);
            // Which parameter the field is of is not looked up.
            uint from = _kinds[variable] is ResourceKind.Buffer or ResourceKind.BufferCarrier ? uint.MaxValue : 0;
            _state[variable] = _state.Add((_kinds[variable] switch
            {
                ResourceKind.Buffer => empty with { States = Bits.Held },
                ResourceKind.BufferCarrier => empty with { States = Bits.Held | Bits.Nothing },
                ResourceKind.Endpoint when _isServed => empty with { States = Bits.Held },
                // The method that starts it has kept them: their calls are checked when they are made.
                _ => empty with { States = Bits.Untracked },
            }) with { From = from });
        }
    }

    /// <summary>True when this return is an await; the method then goes on when what it waits for is there.</summary>
    private bool Suspends()
    {
        if (_stateField < 0)
            return false;
        if (_state[_stateField] is not { Kind: FlowKind.Constant, Index: var awaited })
            throw new FlowShapeException("the state with which its state machine stops is not known");
        // -2 says that it has come to its end.
        if (awaited < 0)
            return false;
        FlowState resumed = _state.Clone();
        resumed.ClearStack();
        for (int i = _body.ThisOffset; i < _body.ArgumentCount + _body.LocalCount; i++)
            resumed[i] = _kinds[i] == ResourceKind.None ? FlowValue.Plain : resumed.Add(Empty(i));
        for (int i = 0; i < resumed.Resources.Count; i++)
        {
            if (resumed.ResourceAt(i).IsOwed && !resumed.IsReferred(i))
                ReportHeld(resumed.ResourceAt(i), "the method waits", -1);
        }

        Flow(resumed, _root, 0);
        return true;
    }
}
