using Singular.Verifier.Images;

namespace Singular.Verifier.Types;

/// <summary>
/// Reads the types of local variables (ECMA-335 II.23.2.6) straight from the image: Mono.Cecil reads them only together with all
/// instructions of the body, which costs more than their verification. Recursion is bounded by the limit on
/// the nesting of types.
/// </summary>
internal sealed class LocalSignature(VerificationModel model, RawMetadata metadata, VerificationLimits limits)
{
    /// <summary>First byte of a signature of locals (LOCAL_SIG).</summary>
    private const byte Locals = 0x07;

    // Bits of a method signature's first byte (II.23.2.1).
    private const byte Generic = 0x10;
    private const byte HasThis = 0x20;
    private const byte ExplicitThis = 0x40;

    private readonly TokenTable<IlType[]> _known = new(metadata);
    private ByteView _bytes;
    private int _at;

    /// <summary>The types without modifiers.</summary>
    /// <param name="token">A row of StandAloneSig.</param>
    /// <exception cref="BadImageFormatException">The row is none, or no signature of locals.</exception>
    /// <exception cref="UnresolvedReferenceException">A name in it means nothing in the reference set.</exception>
    public IlType[] Read(uint token) => _known.Find(token) ?? _known.Keep(token, ReadNew(token));

    private IlType[] ReadNew(uint token)
    {
        var row = token & 0xFFFFFF;
        if (token >> 24 != (uint)TableId.StandAloneSig || row == 0 || row > metadata.Rows(TableId.StandAloneSig))
            throw new BadImageFormatException($"the locals' token 0x{token:x8} is no signature");
        try
        {
            _bytes = metadata.Blob(metadata[TableId.StandAloneSig][(int)row, 0]);
            _at = 0;
            if (Byte() != Locals)
                throw new BadImageFormatException($"the signature 0x{token:x8} is not one of locals");
            var count = Integer();
            if (count > limits.Locals)
                throw new VerificationLimitException("locals of a method", limits.Locals);
            var types = new IlType[count];
            for (var i = 0; i < types.Length; i++)
                types[i] = Type(limits.TypeDepth).Unmodified;
            return types;
        }
        catch (ImageFormatException error)
        {
            throw new BadImageFormatException(error.Message);
        }
    }

    private IlType Type(int depthLeft)
    {
        if (depthLeft == 0)
            throw new VerificationLimitException("nesting of a type", limits.TypeDepth);
        var element = (ElementType)Byte();
        switch (element)
        {
            case ElementType.Pinned:
                return Type(depthLeft - 1);
            case ElementType.RequiredModifier or ElementType.OptionalModifier:
                var modifier = Named();
                return model.Universe.Modified(Type(depthLeft - 1), modifier, element == ElementType.RequiredModifier);
            case ElementType.Class or ElementType.ValueType:
                return Named() is var named && named is DefinedType { Arguments.Length: > 0 } generic
                    ? throw new BadImageFormatException($"{generic.Info.Definition.FullName} takes {generic.Arguments.Length} type arguments, not 0")
                    : named;
            case ElementType.GenericInstance:
                return Instance(depthLeft - 1);
            case ElementType.SingleDimensionArray:
                return model.Universe.Vector(Type(depthLeft - 1));
            case ElementType.Array:
                return Array(depthLeft - 1);
            case ElementType.ByReference:
                return model.Universe.ByReference(Type(depthLeft - 1));
            case ElementType.Pointer:
                return model.Universe.Pointer(Type(depthLeft - 1));
            case ElementType.FunctionPointer:
                return FunctionPointer(depthLeft - 1);
            case ElementType.TypeVariable or ElementType.MethodVariable:
                return model.Universe.Variable(element == ElementType.MethodVariable, Integer());
            default:
                return Primitive(element);
        }
    }

    private DefinedType Primitive(ElementType element)
    {
        var kind = PrimitiveKinds.Of(element);
        if (kind == PrimitiveKind.None)
            throw new BadImageFormatException($"element type 0x{(byte)element:x2} is no type of a local");
        return model.Universe.Primitive(kind) ?? throw new UnresolvedReferenceException($"type System.{kind}");
    }

    /// <summary>The type that a token names, with the variables of a generic definition standing for themselves.</summary>
    private IlType Named() => model.TypeAt(TypeToken()) ?? throw new BadImageFormatException("a token in a signature of locals is no type");

    private uint TypeToken()
    {
        var coded = (uint)Integer();
        return ((uint)TableSchema.TypeToken(coded) << 24) | (coded >> 2);
    }

    private DefinedType Instance(int depthLeft)
    {
        // ELEMENT_TYPE_CLASS or VALUETYPE; the structural check has compared it with the definition.
        Byte();
        var definition = Named() is DefinedType named ? named.Info : throw new BadImageFormatException("a generic instance of what is no class");
        var arguments = new IlType[Integer()];
        if (arguments.Length != definition.Arity || arguments.Length == 0)
            throw new BadImageFormatException($"{definition.Definition.FullName} takes {definition.Arity} type arguments, not {arguments.Length}");
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = Type(depthLeft);
        return model.Universe.Instantiate(definition, arguments);
    }

    private IlType Array(int depthLeft)
    {
        var element = Type(depthLeft);
        var rank = Integer();
        for (var list = 0; list < 2; list++)
        {
            // Sizes and lower bounds of dimensions; they make no difference to the type (II.23.2.13).
            for (var left = Integer(); left > 0; left--)
                Integer();
        }
        return model.Universe.MultiArray(element, rank);
    }

    private IlType FunctionPointer(int depthLeft)
    {
        var head = Byte();
        if ((head & Generic) != 0)
            Integer();
        var parts = new IlType[Integer() + 1];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Type(depthLeft);
        return model.Universe.FunctionPointer(parts, head & ~(HasThis | ExplicitThis));
    }

    private byte Byte() => _bytes.U8(_at++);

    private int Integer()
    {
        var (value, length) = CompressedInteger.Read(_bytes, _at);
        _at += length;
        return (int)value;
    }
}
