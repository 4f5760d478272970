using System.Text;

namespace Singular.Verifier.Types;

/// <summary>
/// A type as the verifier sees it. Instances are interned by <see cref="TypeUniverse"/>: two types are the same exactly when
/// they are the same object. Generic variables stand for themselves; what they are bound to is the business of a
/// <see cref="GenericContext"/>.
/// </summary>
internal abstract class IlType
{
    private IlType? _unmodified;

    protected IlType(int id, int depth, int size, bool hasVariables, bool hasModifiers)
    {
        Id = id;
        Depth = depth;
        Size = size;
        HasVariables = hasVariables;
        HasModifiers = hasModifiers;
    }

    /// <summary>Number in order of creation; gives sets of types a fixed order.</summary>
    public int Id { get; }

    /// <summary>Nesting of the written-out type.</summary>
    public int Depth { get; }

    /// <summary>Number of nodes of the written-out type; shared parts count as often as they would be written.</summary>
    public int Size { get; }

    public bool HasVariables { get; }

    /// <summary>True when a modreq or modopt occurs anywhere inside.</summary>
    public bool HasModifiers { get; }

    /// <summary>The same type without any modifier.</summary>
    public IlType Unmodified => HasModifiers ? _unmodified ?? throw new InvalidOperationException("unmodified form not set") : this;

    internal void SetUnmodified(IlType type) => _unmodified = type;

    // Constructed from this type; the universe fills them.
    internal VectorType? Vector { get; set; }
    internal ManagedPointerType? ByReference { get; set; }
    internal UnmanagedPointerType? Pointer { get; set; }

    protected abstract void Write(StringBuilder text);

    /// <summary>The type as ILAsm-like text for findings, cut off at a length that a person still reads.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.Length <= 300 ? text.ToString() : text.ToString(0, 297) + "...";
    }

    protected static void Append(StringBuilder text, IlType type)
    {
        // Types are bounded in size, text for people need not be complete.
        if (text.Length < 400)
            type.Write(text);
    }
}

/// <summary>A class, interface, value type or primitive, instantiated where its definition is generic.</summary>
internal sealed class DefinedType(int id, TypeInfo info, IlType[] arguments, int depth, int size, bool hasVariables, bool hasModifiers)
    : IlType(id, depth, size, hasVariables, hasModifiers)
{
    public TypeInfo Info { get; } = info;

    /// <summary>One argument per generic parameter of the definition, enclosing types' parameters included.</summary>
    public IlType[] Arguments { get; } = arguments;

    public PrimitiveKind Primitive => Info.Primitive;

    // Computed by TypeHierarchy on demand.
    internal DefinedType? CachedBase { get; set; }
    internal bool BaseIsKnown { get; set; }
    internal DefinedType[]? CachedInterfaces { get; set; }

    protected override void Write(StringBuilder text)
    {
        text.Append(Info.Definition.FullName);
        if (Arguments.Length == 0)
            return;
        text.Append('<');
        for (var i = 0; i < Arguments.Length; i++)
        {
            if (i != 0)
                text.Append(',');
            Append(text, Arguments[i]);
        }
        text.Append('>');
    }
}

/// <summary>A one-dimensional array with lower bound 0 (<c>T[]</c>).</summary>
internal sealed class VectorType(int id, IlType element)
    : IlType(id, element.Depth + 1, element.Size + 1, element.HasVariables, element.HasModifiers)
{
    public IlType Element { get; } = element;

    protected override void Write(StringBuilder text)
    {
        Append(text, Element);
        text.Append("[]");
    }
}

/// <summary>An array of any rank with bounds (<c>T[,]</c>).</summary>
internal sealed class MultiArrayType(int id, IlType element, int rank)
    : IlType(id, element.Depth + 1, element.Size + 1, element.HasVariables, element.HasModifiers)
{
    public IlType Element { get; } = element;
    public int Rank { get; } = rank;

    protected override void Write(StringBuilder text)
    {
        Append(text, Element);
        text.Append('[').Append(',', Rank - 1).Append(']');
    }
}

/// <summary>A managed pointer (<c>T&amp;</c>).</summary>
internal sealed class ManagedPointerType(int id, IlType element)
    : IlType(id, element.Depth + 1, element.Size + 1, element.HasVariables, element.HasModifiers)
{
    public IlType Element { get; } = element;

    protected override void Write(StringBuilder text)
    {
        Append(text, Element);
        text.Append('&');
    }
}

/// <summary>An unmanaged pointer; never verifiable, known so that it can be refused by name.</summary>
internal sealed class UnmanagedPointerType(int id, IlType element)
    : IlType(id, element.Depth + 1, element.Size + 1, element.HasVariables, element.HasModifiers)
{
    public IlType Element { get; } = element;

    protected override void Write(StringBuilder text)
    {
        Append(text, Element);
        text.Append('*');
    }
}

/// <summary>A function pointer; never verifiable. The parts are the return type and the parameters.</summary>
internal sealed class MethodPointerType(int id, IlType[] parts, int depth, int size, bool hasVariables, bool hasModifiers)
    : IlType(id, depth, size, hasVariables, hasModifiers)
{
    public IlType[] Parts { get; } = parts;

    protected override void Write(StringBuilder text) => text.Append("method pointer of ").Append(Parts.Length - 1).Append(" parameters");
}

/// <summary>A generic parameter of the surrounding type (<c>!n</c>) or method (<c>!!n</c>).</summary>
internal sealed class VariableType(int id, bool ofMethod, int index) : IlType(id, 1, 1, true, false)
{
    public bool OfMethod { get; } = ofMethod;
    public int Index { get; } = index;

    protected override void Write(StringBuilder text) => text.Append(OfMethod ? "!!" : "!").Append(Index);
}

/// <summary>A type with a modreq or modopt; part of a signature's identity, without meaning on the stack.</summary>
internal sealed class ModifiedType(int id, IlType element, IlType modifier, bool isRequired)
    : IlType(id, Math.Max(element.Depth, modifier.Depth) + 1, element.Size + modifier.Size, element.HasVariables, true)
{
    public IlType Element { get; } = element;
    public IlType Modifier { get; } = modifier;
    public bool IsRequired { get; } = isRequired;

    protected override void Write(StringBuilder text)
    {
        Append(text, Element);
        text.Append(IsRequired ? " modreq(" : " modopt(");
        Append(text, Modifier);
        text.Append(')');
    }
}
