namespace Singular.Verifier.Images;

/// <summary>Checks the grammar of signatures (ECMA-335 II.23.2) with a stack of its own, so that nesting costs memory of
/// this object and not of the thread.</summary>
internal sealed class SignatureReader(RawMetadata metadata, ModuleShape shape, ImageLimits limits)
{
    private const byte HasThis = 0x20;
    private const byte ExplicitThis = 0x40;
    private const byte Generic = 0x10;
    private const byte KindMask = 0x0F;
    private const byte KindVarArg = 0x05;
    private const byte KindField = 0x06;
    private const byte KindLocals = 0x07;
    private const byte KindProperty = 0x08;
    private const byte KindUnmanaged = 0x09;
    private const byte KindMethodSpecification = 0x0A;
    private const int MaxRank = 32;

    private readonly Dictionary<(uint, SignatureKind), SignatureFacts> _known = [];
    private readonly Stack<Expectation> _pending = new();
    private readonly byte[] _typeRefUse = new byte[metadata.Rows(TableId.TypeRef) + 1];
    private readonly ModifierCheck _modifiers = new(shape);

    private ByteView _bytes;
    private int _at;
    private int _types;
    private int _totalTypes;
    private SignatureTraits _traits;
    private int _typeVariables;
    private int _methodVariables;

    /// <summary>Reads a whole signature.</summary>
    /// <exception cref="ImageFormatException">It breaks the grammar or a limit.</exception>
    public SignatureFacts Read(uint blob, SignatureKind kind)
    {
        if (_known.TryGetValue((blob, kind), out SignatureFacts facts))
            return facts;
        _bytes = metadata.Blob(blob);
        _at = 0;
        _types = 0;
        _traits = SignatureTraits.None;
        _typeVariables = 0;
        _methodVariables = 0;
        _pending.Clear();
        facts = ReadHead(kind);
        Drain();
        if (_at != _bytes.Length)
            throw Bad($"{_bytes.Length - _at} bytes are left behind its end");
        facts = facts with { Traits = _traits, TypeVariables = _typeVariables, MethodVariables = _methodVariables };
        _known.Add((blob, kind), facts);
        return facts;
    }

    private SignatureFacts ReadHead(SignatureKind kind)
    {
        if (kind == SignatureKind.TypeSpecification)
        {
            Expect(Position.Specification, 1, 0);
            return default;
        }

        byte head = _bytes.U8(_at++);
        switch (head & KindMask, kind)
        {
            case (KindField, SignatureKind.Field or SignatureKind.MemberReference or SignatureKind.StandAlone):
                RequireNoFlags(head, 0);
                Expect(Position.Field, 1, 0);
                return new SignatureFacts(default, 0, 0, head, 0, 0);
            case (KindLocals, SignatureKind.StandAlone):
                RequireNoFlags(head, 0);
                int locals = Count(0xFFFE);
                Expect(Position.Local, locals, 0);
                return new SignatureFacts(default, 0, 0, head, 0, locals);
            case (KindProperty, SignatureKind.Property):
                RequireNoFlags(head, HasThis);
                int parameters = Count(0xFFFF);
                Expect(Position.Parameter, parameters, 0);
                Expect(Position.Return, 1, 0);
                return new SignatureFacts(default, 0, 0, head, 0, parameters);
            case (KindMethodSpecification, SignatureKind.MethodSpecification):
                RequireNoFlags(head, 0);
                int arguments = Count(limits.MaxGenericParameters);
                if (arguments == 0)
                    throw Bad("it has no generic arguments");
                Expect(Position.GenericArgument, arguments, 0);
                return new SignatureFacts(default, 0, 0, head, arguments, 0);
            case (0 or KindVarArg, SignatureKind.Method or SignatureKind.MemberReference or SignatureKind.StandAlone):
            case (<= KindVarArg or KindUnmanaged, SignatureKind.StandAlone):
                return ReadMethodHead(head, 0);
            default:
                throw Bad($"calling convention 0x{head:X2} does not fit where it stands");
        }
    }

    private SignatureFacts ReadMethodHead(byte head, int depth)
    {
        RequireNoFlags(head, HasThis | ExplicitThis | Generic);
        if ((head & ExplicitThis) != 0 && (head & HasThis) == 0)
            throw Bad("it has an explicit this without a this");
        int generics = 0;
        if ((head & Generic) != 0 && (generics = Count(limits.MaxGenericParameters)) == 0)
            throw Bad("it is generic without generic parameters");
        if ((head & KindMask) == KindVarArg)
            _traits |= SignatureTraits.VarArgs;
        int parameters = Count(0xFFFF);
        Expect((head & KindMask) == KindVarArg ? Position.VarArgParameter : Position.Parameter, parameters, depth);
        Expect(Position.Return, 1, depth);
        return new SignatureFacts(default, 0, 0, head, generics, parameters);
    }

    private void Drain()
    {
        while (_pending.TryPop(out Expectation next))
        {
            if (next.Count > 1)
                _pending.Push(next with { Count = next.Count - 1 });
            if (next.Position == Position.ArrayShape)
                ReadArrayShape();
            else
                ReadType(next.Position, next.Depth);
        }
    }

    private void ReadType(Position position, int depth)
    {
        if (++_types > limits.MaxSignatureTypes || ++_totalTypes > limits.MaxTotalSignatureTypes)
            throw new ImageFormatException(ImageCodes.Limit, $"Signatures name more than {limits.MaxSignatureTypes} types in one or {limits.MaxTotalSignatureTypes} in all.");
        (ElementType element, depth) = SkipModifiers(position, depth);
        if (depth > limits.MaxSignatureDepth)
            throw new ImageFormatException(ImageCodes.Limit, $"A signature nests types deeper than {limits.MaxSignatureDepth}.");
        switch (element)
        {
            case ElementType.Void when position is Position.Return or Position.Pointee:
            case >= ElementType.Boolean and <= ElementType.String:
            case ElementType.Object or ElementType.IntPtr or ElementType.UIntPtr:
                return;
            case ElementType.TypedReference when position is Position.Return or Position.Parameter or Position.VarArgParameter or Position.Local or Position.Field:
                _traits |= SignatureTraits.TypedReference;
                return;
            case ElementType.ByReference when position is Position.Return or Position.Parameter or Position.VarArgParameter or Position.Local or Position.Field:
                Expect(Position.Referent, 1, depth + 1);
                return;
            case ElementType.Pointer when position is not Position.GenericArgument:
                _traits |= SignatureTraits.Pointer;
                Expect(Position.Pointee, 1, depth + 1);
                return;
            case ElementType.FunctionPointer when position is not Position.GenericArgument:
                _traits |= SignatureTraits.FunctionPointer;
                ReadFunctionPointer(depth + 1);
                return;
            case ElementType.SingleDimensionArray:
                Expect(Position.Element, 1, depth + 1);
                return;
            case ElementType.Array:
                Expect(Position.ArrayShape, 1, depth);
                Expect(Position.Element, 1, depth + 1);
                return;
            case ElementType.Class or ElementType.ValueType:
                ReadTypeToken(element);
                return;
            case ElementType.GenericInstance:
                ReadGenericInstance(depth + 1);
                return;
            case ElementType.TypeVariable:
                _typeVariables = Math.Max(_typeVariables, Integer(limits.MaxGenericParameters - 1) + 1);
                return;
            case ElementType.MethodVariable:
                _methodVariables = Math.Max(_methodVariables, Integer(limits.MaxGenericParameters - 1) + 1);
                return;
            default:
                throw Bad($"element type 0x{(byte)element:X2} may not stand as {Describe(position)}");
        }
    }

    private (ElementType Element, int Depth) SkipModifiers(Position position, int depth)
    {
        while (true)
        {
            var element = (ElementType)_bytes.U8(_at++);
            switch (element)
            {
                case ElementType.RequiredModifier or ElementType.OptionalModifier:
                    _modifiers.Check(Token(), element == ElementType.RequiredModifier);
                    break;
                case ElementType.Pinned when position == Position.Local:
                case ElementType.Sentinel when position == Position.VarArgParameter:
                    break;
                default:
                    return (element, depth);
            }

            // Readers that recurse do so for modifiers too, so they count as nesting.
            if (++depth > limits.MaxSignatureDepth)
                return (element, depth);
        }
    }

    private void ReadFunctionPointer(int depth)
    {
        byte head = _bytes.U8(_at++);
        if ((head & KindMask) is > KindVarArg and not KindUnmanaged)
            throw Bad($"calling convention 0x{head:X2} does not fit a function pointer");
        ReadMethodHead(head, depth);
    }

    private void ReadGenericInstance(int depth)
    {
        var kind = (ElementType)_bytes.U8(_at++);
        if (kind is not (ElementType.Class or ElementType.ValueType))
            throw Bad("a generic instance is neither of a class nor of a value type");
        (TableId table, int row) = ReadTypeToken(kind);
        int count = Count(limits.MaxGenericParameters);
        if (count == 0 || table == TableId.TypeDef && count != shape.ArityOfType(row))
            throw Bad($"a generic instance has {count} arguments, which is not what its type takes");
        Expect(Position.GenericArgument, count, depth);
    }

    private (TableId Table, int Row) ReadTypeToken(ElementType kind)
    {
        (TableId table, int row) = Token();
        bool isValueType = kind == ElementType.ValueType;
        if (table == TableId.TypeDef && shape.IsValueType(row) != isValueType)
            throw Bad($"type 0x{((uint)table << 24) | (uint)row:X8} is called a {(isValueType ? "value type" : "class")} and is none");
        if (table == TableId.TypeRef)
        {
            byte use = isValueType ? (byte)2 : (byte)1;
            if (_typeRefUse[row] != 0 && _typeRefUse[row] != use)
                throw Bad($"type 0x{((uint)table << 24) | (uint)row:X8} is called a class in one place and a value type in another");
            _typeRefUse[row] = use;
        }

        return (table, row);
    }

    /// <summary>A TypeDef or TypeRef. A TypeSpec would let a signature contain itself (BadTypeSpec).</summary>
    private (TableId Table, int Row) Token()
    {
        uint coded = (uint)Integer(int.MaxValue);
        TableId table = TableSchema.TypeToken(coded);
        int row = (int)(coded >> 2);
        if (table is not (TableId.TypeDef or TableId.TypeRef) || row == 0 || row > metadata.Rows(table))
            throw Bad($"token 0x{coded:X} is not a type of this module");
        return (table, row);
    }

    private void ReadArrayShape()
    {
        int rank = Count(MaxRank);
        if (rank == 0)
            throw Bad("an array has rank 0");
        // Its elements lie behind its bounds and not where those of a vector lie, but readers of metadata, Mono.Cecil among them, take the one for the other.
        if (rank == 1)
            throw Bad("an array of one dimension has the general form; only vectors may have one dimension");
        int sizes = Count(rank);
        for (int i = 0; i < sizes; i++)
            Integer(int.MaxValue);
        int bounds = Count(rank);
        for (int i = 0; i < bounds; i++)
            Integer(int.MaxValue);
    }

    private void Expect(Position position, int count, int depth)
    {
        if (count > 0)
            _pending.Push(new Expectation(position, depth, count));
    }

    private int Count(int max)
    {
        int value = Integer(max);
        if (value > _bytes.Length - _at && value != 0)
            throw Bad($"it says that {value} items follow, for which it is too short");
        return value;
    }

    private int Integer(int max)
    {
        (uint value, int length) = CompressedInteger.Read(_bytes, _at);
        _at += length;
        if (value > (uint)max)
            throw Bad($"number {value} is above its bound {max}");
        return (int)value;
    }

    private void RequireNoFlags(byte head, int allowed)
    {
        if ((head & 0xF0 & ~allowed) != 0)
            throw Bad($"its first byte 0x{head:X2} has flags that do not fit where it stands");
    }

    private ImageFormatException Bad(string why) => new(ImageCodes.Signature, $"A signature is not well formed at its byte {_at}: {why}.");

    private static string Describe(Position position) => position switch
    {
        Position.Return => "a result",
        Position.Parameter or Position.VarArgParameter => "a parameter",
        Position.Field => "a field's type",
        Position.Local => "a local's type",
        Position.Pointee => "what a pointer points to",
        Position.Referent => "what a reference refers to",
        Position.Element => "an array's element",
        Position.GenericArgument => "a generic argument",
        _ => "a type specification",
    };

    private enum Position : byte
    {
        Return,
        Parameter,
        VarArgParameter,
        Field,
        Local,
        Pointee,
        Referent,
        Element,
        GenericArgument,
        Specification,
        ArrayShape,
    }

    private readonly record struct Expectation(Position Position, int Depth, int Count);
}
