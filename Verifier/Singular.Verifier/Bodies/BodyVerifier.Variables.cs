using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>Arguments and locals: their types, and which of them carry reference scopes.</summary>
internal sealed partial class BodyVerifier
{
    private IlType[] _variableTypes = [];
    private int[] _trackedIndex = [];
    private ParameterShape[] _arguments = [];
    private int _argumentCount;
    private int _trackedCount;
    private bool _changedVariables;
    private bool _thisMayBeModified;
    private bool _reportedInitLocals;

    private bool HasThis => _definition.HasThis;

    /// <summary>True in the instance constructor of a class, where <c>this</c> starts uninitialised.</summary>
    private bool IsClassConstructor => _method.IsConstructor && !_method.Owner.IsValueType && _thisType != _universe.Object;

    /// <summary>Resolves argument and local types; false when they cannot be, which is reported.</summary>
    private bool PrepareVariables()
    {
        try
        {
            var locals = ReadLocals();
            _arguments = HasThis ? [ShapeOfThis(), .. _method.Parameters] : _method.Parameters;
            _argumentCount = _arguments.Length;
            _variableTypes = new IlType[_argumentCount + locals.Length];
            for (var i = 0; i < _argumentCount; i++)
                _variableTypes[i] = _arguments[i].Type.Unmodified;
            locals.CopyTo(_variableTypes, _argumentCount);
        }
        catch (Exception error) when (MetadataFault.Is(error))
        {
            ReportAt(null, "TokenResolve", error.Message);
            return false;
        }
        _trackedIndex = new int[_variableTypes.Length];
        for (var i = 0; i < _variableTypes.Length; i++)
            _trackedIndex[i] = _variableTypes[i] is ManagedPointerType || _relations.IsByRefLike(_variableTypes[i]) ? _trackedCount++ : -1;
        CheckLocals();
        _thisMayBeModified = HasThis && ModifiesThis();
        return true;
    }

    /// <summary>There is nothing to promise about the object that a class' method is called on.</summary>
    private ParameterShape ShapeOfThis() => _method.Owner.IsValueType
        ? _method.ThisOf(_universe.ByReference(_thisType))
        : new ParameterShape { Type = _thisType };

    private IlType[] ReadLocals()
    {
        if (_body.LocalsToken == 0)
            return [];
        if (!_definition.HasBody)
            throw new BadImageFormatException("a body of a method that is declared to have none");
        return _model.Locals.Read(_body.LocalsToken);
    }

    private void CheckLocals()
    {
        long size = 0;
        for (var i = _argumentCount; i < _variableTypes.Length; i++)
        {
            var type = _variableTypes[i];
            _instruction = default;
            switch (type)
            {
                case UnmanagedPointerType or MethodPointerType:
                    ReportAt(null, "UnmanagedPointer", $"local {i - _argumentCount} of type {type}");
                    continue;
                case DefinedType { Primitive: PrimitiveKind.Void or PrimitiveKind.TypedReference }:
                    ReportAt(null, "TypesBadLocal", $"local {i - _argumentCount} of type {type}");
                    continue;
            }
            CheckTypeUse(type);
            size += _model.Layout.UpperBound(type);
        }
        if (size > _context.Limits.ValueBytes)
            throw new VerificationLimitException("bytes of locals in a frame", _context.Limits.ValueBytes);
    }

    /// <summary>starg or ldarga of argument 0 anywhere takes from <c>this</c> what is only true of the unmodified one.</summary>
    private bool ModifiesThis()
    {
        for (var i = 0; i < _code.Count; i++)
        {
            var instruction = _code[i];
            if (instruction.Code is OpCode.StargS or OpCode.Starg or OpCode.LdargaS or OpCode.Ldarga && instruction.Operand == 0)
                return true;
        }
        return false;
    }

    private void InitializeVariables()
    {
        for (var i = 0; i < _variableTypes.Length; i++)
        {
            if (_trackedIndex[i] < 0)
                continue;
            ref var state = ref _state.Variables[_trackedIndex[i]];
            state = VariableState.Zero;
            if (i >= _argumentCount)
                continue;
            var shape = _arguments[i];
            var readOnly = shape.IsReadOnly ? ValueFlags.ReadOnly | ValueFlags.Strict : ValueFlags.None;
            state = new VariableState(readOnly, shape.Reference, shape.Value, StackValue.NoOrigin);
        }
        _state.ThisIsInitialized = !IsClassConstructor;
    }

    private bool IsTracked(int variable) => _trackedIndex[variable] >= 0;

    private ref VariableState StateOf(int variable) => ref _state.Variables[_trackedIndex[variable]];

    private int ArgumentNumber(long operand)
    {
        if (operand < _argumentCount)
            return (int)operand;
        Report("UnrecognizedArgumentNumber", $"argument {operand}", $"less than {_argumentCount}");
        throw new StackShapeException();
    }

    private int LocalNumber(long operand)
    {
        var number = _argumentCount + operand;
        if (number < _variableTypes.Length)
        {
            if (!_body.InitLocals && !_reportedInitLocals)
            {
                _reportedInitLocals = true;
                ReportAt(null, "InitLocals", "locals that are not zeroed", "the flag that zeroes them", "Do not use SkipLocalsInit");
            }
            return (int)number;
        }
        Report("UnrecognizedLocalNumber", $"local {operand}", $"less than {_variableTypes.Length - _argumentCount}");
        throw new StackShapeException();
    }

    private void LoadVariable(int variable)
    {
        var value = OfType(_variableTypes[variable]);
        if (variable == 0 && HasThis && !_thisMayBeModified)
            value = value with { Flags = value.Flags | ValueFlags.This };
        if (variable == 0 && !_state.ThisIsInitialized)
            value = value with { Flags = value.Flags | ValueFlags.Uninitialized };
        if (IsTracked(variable))
        {
            var state = StateOf(variable);
            value = value with { Flags = value.Flags | state.Flags, Reference = state.Reference, Value = state.Value, Origin = state.Origin };
        }
        Push(value);
    }

    private void StoreVariable(int variable)
    {
        var value = Pop();
        if (variable == 0 && IsClassConstructor)
            Report("ThisUninitStore", "a store to this in a constructor");
        CheckAssignable(value, _variableTypes[variable]);
        if (!IsTracked(variable))
            return;
        var state = _variableTypes[variable] is ManagedPointerType
            ? new VariableState(value.Flags & (ValueFlags.ReadOnly | ValueFlags.Strict), value.Reference, ContentScope(value), value.Origin)
            : new VariableState(ValueFlags.None, ReferenceScope.Caller, value.Value, StackValue.NoOrigin);
        SetState(variable, state);
    }

    private void SetState(int variable, VariableState state)
    {
        ref var present = ref StateOf(variable);
        if (present == state)
            return;
        present = state;
        _changedVariables = true;
        RecordFinallyStore(_trackedIndex[variable], state);
    }

    private void LoadAddress(int variable)
    {
        var type = _variableTypes[variable];
        if (type is ManagedPointerType)
            Report("ByrefOfByref", $"the address of a variable of type {type}");
        if (variable == 0 && IsClassConstructor)
            Report("ThisUninitStore", "the address of this in a constructor");
        var isByRefLike = IsTracked(variable) && type is not ManagedPointerType;
        Push(new StackValue(StackKind.ByReference, type, ValueFlags.WholeVariable)
        {
            Reference = ReferenceScope.Local,
            Value = isByRefLike ? StateOf(variable).Value : ReferenceScope.Caller,
            Origin = isByRefLike ? variable : StackValue.NoOrigin,
        });
    }

    /// <summary>How far the by-ref-like value behind a managed pointer may travel.</summary>
    private ReferenceScope ContentScope(StackValue pointer) => pointer.Origin switch
    {
        StackValue.NoOrigin => pointer.Value,
        StackValue.ManyOrigins => ReferenceScope.Local,
        var variable => StateOf(variable).Value,
    };

    /// <summary>Stores a by-ref-like value or a managed pointer behind a pointer: own variables narrow, everything else must be wide enough.</summary>
    private void StoreContent(StackValue pointer, ReferenceScope scope, bool whole)
    {
        if (pointer.Kind == StackKind.Unknown)
            return;
        if (pointer.Origin >= 0)
        {
            var present = StateOf(pointer.Origin);
            var narrowed = whole && pointer.Has(ValueFlags.WholeVariable) ? scope : Least(present.Value, scope);
            SetState(pointer.Origin, present with { Value = narrowed });
            return;
        }
        var wanted = pointer.Origin == StackValue.ManyOrigins ? ReferenceScope.Caller : pointer.Value;
        if (scope < wanted)
        {
            Report("TypesRefEscape", "a reference into this frame stored where it outlives the frame", "a reference to longer-lived memory",
                "Mark the parameter scoped, or copy the data");
        }
    }

    private static ReferenceScope Least(ReferenceScope left, ReferenceScope right) => left < right ? left : right;
}
