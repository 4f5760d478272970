using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>
/// The two shapes in which safe C# makes spans over memory by address: <c>stackalloc</c> and initial data of the image. Both are
/// recognised instruction by instruction as the compiler writes them; an address in any other place is refused.
/// </summary>
internal sealed partial class BodyVerifier
{
    /// <summary>localloc of <c>count; conv.u; [size; mul.ovf.un]</c>, directly before it.</summary>
    private void AllocateStackMemory()
    {
        PopIndex();
        if (_state.Depth != 0)
            Report("LocallocStackNotEmpty", $"{_state.Depth} values under the size", "an empty stack");
        for (var region = _regions.InnermostAt(_current); region is not null; region = region.Parent)
        {
            if (region.Kind != RegionKind.Try)
                Report("Unverifiable", $"localloc in a {Describe(region.Kind)}");
        }
        if (!_body.InitLocals)
            ReportAt(null, "InitLocals", "localloc memory that is not zeroed", "the flag that zeroes it", "Do not use SkipLocalsInit");
        if (ReadExtent() is { } extent)
        {
            Push(new StackValue(StackKind.StackMemory) { Detail = extent });
            return;
        }
        Report("Unverifiable", "localloc with a size that is not recognised", "stackalloc of a constant or of one variable, as the C# compiler writes it");
        Push(StackValue.Unknown);
    }

    private StackMemoryExtent? ReadExtent()
    {
        var position = _current - 1;
        long size = 1;
        IlType? element = null;
        if (CodeBefore(position) == OpCode.MulOvfUn)
        {
            if (Constant(position - 1) is { } factor)
                size = factor;
            else if (CodeBefore(position - 1) == OpCode.Sizeof)
                (element, size) = (TypeOf(_code[position - 1].Token), 0);
            else
                return null;
            position -= 2;
        }
        if (CodeBefore(position) != OpCode.ConvU || size < 0)
            return null;
        if (Constant(position - 1) is { } count and >= 0)
        {
            return element is null
                ? Bounded(new StackMemoryExtent(_current, count * size, -1, -1, 0, null, 0))
                : new StackMemoryExtent(_current, -1, count, -1, 0, element, 0);
        }
        return VariableRead(position - 1) is { } variable ? new StackMemoryExtent(_current, -1, -1, variable, size, element, 0) : null;
    }

    private StackMemoryExtent? Bounded(StackMemoryExtent extent) => extent.Bytes <= _context.Limits.ValueBytes ? extent : null;

    /// <summary>The opcode at a place that belongs to the present straight run of code; nothing can jump in between.</summary>
    private OpCode? CodeBefore(int number)
    {
        if (number < 0)
            return null;
        for (var i = number + 1; i <= _current; i++)
        {
            if (_code.IsLeader(i))
                return null;
        }
        return _code[number].Code;
    }

    private long? Constant(int number) => CodeBefore(number) switch
    {
        { } code and >= OpCode.LdcI4M1 and <= OpCode.LdcI48 => code - OpCode.LdcI40,
        OpCode.LdcI4 or OpCode.LdcI4S => _code[number].Operand,
        _ => null,
    };

    /// <summary>The variable that an instruction loads, when its address is never taken.</summary>
    private int? VariableRead(int number)
    {
        if (CodeBefore(number) is not { } code)
            return null;
        int? variable = code switch
        {
            >= OpCode.Ldarg0 and <= OpCode.Ldarg3 => code - OpCode.Ldarg0,
            OpCode.LdargS or OpCode.Ldarg => (int)_code[number].Operand,
            >= OpCode.Ldloc0 and <= OpCode.Ldloc3 => _argumentCount + (code - OpCode.Ldloc0),
            OpCode.LdlocS or OpCode.Ldloc => _argumentCount + (int)_code[number].Operand,
            _ => null,
        };
        return variable is { } found && !IsAddressTaken(found) ? found : null;
    }

    private bool IsAddressTaken(int variable)
    {
        _context.Budget.Spend(_code.Count);
        for (var i = 0; i < _code.Count; i++)
        {
            var instruction = _code[i];
            var taken = instruction.Code switch
            {
                OpCode.Ldarga or OpCode.LdargaS => (int)instruction.Operand,
                OpCode.Ldloca or OpCode.LdlocaS => _argumentCount + (int)instruction.Operand,
                _ => -1,
            };
            if (taken == variable)
                return true;
        }
        return false;
    }

    private bool IsStoredBetween(int variable, int first, int last)
    {
        _context.Budget.Spend(last - first);
        for (var i = first; i < last; i++)
        {
            var instruction = _code[i];
            var stored = instruction.Code switch
            {
                OpCode.Starg or OpCode.StargS => (int)instruction.Operand,
                >= OpCode.Stloc0 and <= OpCode.Stloc3 => _argumentCount + (instruction.Code - OpCode.Stloc0),
                OpCode.Stloc or OpCode.StlocS => _argumentCount + (int)instruction.Operand,
                _ => -1,
            };
            if (stored == variable)
                return true;
        }
        return false;
    }

    /// <summary>Adding a constant distance to stack memory, as array initialisers do; false when the operands are others.</summary>
    private bool TryAddToStackMemory()
    {
        if (_state.Depth < 2 || _state.FromTop(1) is not { Kind: StackKind.StackMemory, Detail: StackMemoryExtent extent } memory)
            return false;
        var distance = Constant(_current - 1);
        if (CodeBefore(_current - 1) == OpCode.Mul && CodeBefore(_current - 3) == OpCode.ConvI
            && Constant(_current - 2) is { } size && Constant(_current - 4) is { } index)
            distance = index * size;
        if (distance is not (>= 0 and <= int.MaxValue) || extent.Bytes < 0)
            return false;
        Pop();
        Pop();
        Push(memory with { Detail = extent with { Offset = extent.Offset + distance.Value } });
        return true;
    }

    private void StoreToStackMemory(StackValue memory, IlType? type, StackValue value)
    {
        var size = type is null ? 0 : LayoutCalculator.SizeOfPrimitive(type);
        CheckExtent(memory, size == 0 ? -1 : size);
        if (type is not null)
            CheckAssignable(value, type);
    }

    /// <summary>The bytes from the address on are inside what was allocated.</summary>
    private void CheckExtent(StackValue memory, long bytes)
    {
        if (memory.Detail is not StackMemoryExtent { Bytes: >= 0 } extent || bytes < 0 || extent.Offset + bytes > extent.Bytes)
            Report("Unverifiable", $"{NameOfInstruction} to stack memory", "constant sizes inside the allocation");
    }

    /// <summary>cpblk of initial data into fresh stack memory; initblk likewise.</summary>
    private void CopyInitialData()
    {
        var count = Constant(_current - 1);
        PopIndex();
        var source = Pop();
        var destination = Pop();
        if (destination.Kind == StackKind.Unknown)
            return;
        var isData = _instruction.Code == OpCode.Initblk
            ? source.Kind == StackKind.Int32
            : count is { } wanted && InitialDataSize(source) >= wanted;
        if (destination.Kind == StackKind.StackMemory && count is >= 0 && isData)
            CheckExtent(destination, count.Value);
        else
            Report("Unverifiable", NameOfInstruction, "initial data copied into fresh stack memory, as the C# compiler writes it");
    }

    /// <summary>Bytes of initial data behind a cpblk's source: an RVA field's address, or the first element of a span made from one.</summary>
    private long InitialDataSize(StackValue source)
    {
        if (source is { Kind: StackKind.ByReference, Detail: FieldUse field })
            return LayoutCalculator.SizeOfData(field.Type);
        // ldtoken data; call CreateSpan<T>; stloc v; ldloca v; ldc.i4.0; call get_Item; ldc count; cpblk
        if (CodeBefore(_current - 7) != OpCode.Ldtoken || Constant(_current - 3) != 0
            || !IsCall(_current - 2, "ReadOnlySpan`1", "get_Item") || !IsCall(_current - 6, "RuntimeHelpers", "CreateSpan")
            || StoredLocal(_current - 5) is not { } stored || stored != AddressedLocal(_current - 4)
            || _model.Lookup(_code[_current - 7].Token) is not Mono.Cecil.FieldReference reference)
            return -1;
        var data = _model.Resolver.Resolve(reference);
        return data.Definition.RVA == 0 ? -1 : LayoutCalculator.SizeOfData(data.Type);
    }

    private bool IsCall(int number, string type, string name) =>
        CodeBefore(number) == OpCode.Call && _model.Lookup(_code[number].Token) is Mono.Cecil.MethodReference reference
        && reference.Name == name && _model.Resolver.Resolve(reference).Owner is DefinedType { Info.Definition: var definition }
        && definition.Name == type && definition.Module == _universe.Core;

    private int? StoredLocal(int number) => CodeBefore(number) switch
    {
        { } code and >= OpCode.Stloc0 and <= OpCode.Stloc3 => code - OpCode.Stloc0,
        OpCode.Stloc or OpCode.StlocS => (int)_code[number].Operand,
        _ => null,
    };

    private int? AddressedLocal(int number) => CodeBefore(number) is OpCode.Ldloca or OpCode.LdlocaS ? (int)_code[number].Operand : null;

    /// <summary>
    /// <c>newobj Span&lt;T&gt;(void*, int)</c> over an address whose extent is known to cover the length; gives the scope of the
    /// span, or null when the shape is not recognised.
    /// </summary>
    private ReferenceScope? SpanOverAddress(MethodUse constructor, StackValue address)
    {
        if (_instruction.Code != OpCode.Newobj || constructor.Owner is not DefinedType { Arguments: [var element], Info.Definition: var definition }
            || definition.Module != _universe.Core || definition is not { Namespace: "System", Name: "Span`1" or "ReadOnlySpan`1" }
            || constructor.Parameters is not [UnmanagedPointerType, DefinedType { Primitive: PrimitiveKind.Int32 }]
            || _relations.IsByRefLike(element) || _model.Layout.MayContainReferences(element))
            return null;
        var size = LayoutCalculator.SizeOfPrimitive(element);
        var length = Constant(_current - 1);
        switch (address)
        {
            case { Kind: StackKind.StackMemory, Detail: StackMemoryExtent { Offset: 0 } extent }:
                return Covers(extent, element, size, length) ? ReferenceScope.Local : null;
            case { Kind: StackKind.ByReference, Detail: FieldUse field } when definition.Name == "ReadOnlySpan`1":
                // Wider elements would depend on the byte order and alignment of the data; the compiler uses CreateSpan for them.
                return size == 1 && length is >= 0 && length <= LayoutCalculator.SizeOfData(field.Type) ? ReferenceScope.Caller : null;
            default:
                return null;
        }
    }

    private bool Covers(StackMemoryExtent extent, IlType element, int size, long? length)
    {
        if (extent.Bytes >= 0)
            return size != 0 && length is >= 0 && length * size <= extent.Bytes;
        var sameElement = extent.Element is null ? size != 0 && extent.ElementSize == size : extent.Element == element;
        if (!sameElement)
            return false;
        if (extent.Count >= 0)
            return length is >= 0 && length <= extent.Count;
        return VariableRead(_current - 1) == extent.CountVariable && !IsStoredBetween(extent.CountVariable, extent.Allocation, _current)
            && IsStraight(extent.Allocation - 4, _current);
    }

    /// <summary>No jump leads between two places.</summary>
    private bool IsStraight(int first, int last)
    {
        for (var i = Math.Max(first, 0) + 1; i <= last; i++)
        {
            if (_code.IsLeader(i) && i >= first + 4)
                return false;
        }
        return true;
    }
}
