using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>Facts about a stack value that take part in merging.</summary>
[Flags]
internal enum ValueFlags : byte
{
    None = 0,

    /// <summary>The memory must not be written through this reference.</summary>
    ReadOnly = 1,

    /// <summary>
    /// Nor may an instance method that writes be called through it. Read-only references without this (from readonly. ldelema and
    /// unbox) have controlled mutability (III.1.8.1.2.2).
    /// </summary>
    Strict = 2,

    /// <summary>The unmodified <c>this</c> of the method.</summary>
    This = 4,

    /// <summary>An object that is a boxed value of the type.</summary>
    Boxed = 8,

    /// <summary><c>this</c> of a class whose base constructor has not run.</summary>
    Uninitialized = 16,

    /// <summary>The address of a whole variable, not of a part of it.</summary>
    WholeVariable = 32,
}

/// <summary>One value on the evaluation stack.</summary>
internal readonly record struct StackValue
{
    /// <summary>A reference that points outside this frame's by-ref-like variables.</summary>
    public const int NoOrigin = -1;

    /// <summary>A reference that may point to one of several by-ref-like places.</summary>
    public const int ManyOrigins = -2;

    /// <summary>What stands for a value after a reported fault.</summary>
    public static StackValue Unknown { get; } = new(StackKind.Unknown);

    private readonly int _origin;

    public StackValue(StackKind kind, IlType? type = null, ValueFlags flags = ValueFlags.None)
    {
        Kind = kind;
        Type = type;
        Flags = flags;
        Reference = ReferenceScope.Caller;
        Value = ReferenceScope.Caller;
        Origin = NoOrigin;
    }

    public StackKind Kind { get; init; }

    /// <summary>Static type of an object or value, or what a managed pointer points to; null for numbers and for null.</summary>
    public IlType? Type { get; init; }

    public ValueFlags Flags { get; init; }

    /// <summary>How far a managed pointer may travel.</summary>
    public ReferenceScope Reference { get; init; }

    /// <summary>How far a by-ref-like value (this one, or the one pointed to) may travel.</summary>
    public ReferenceScope Value { get; init; }

    /// <summary>The by-ref-like variable that a managed pointer points into: its number, or one of the two constants.</summary>
    public int Origin
    {
        // Stored plus one, so that a value nobody made has no origin rather than variable 0.
        get => _origin - 1;
        init => _origin = value + 1;
    }

    /// <summary>The method of a method pointer, the field of an address of initial data, the extent of stack memory.</summary>
    public object? Detail { get; init; }

    public bool IsNull => Kind == StackKind.Object && Type is null;

    public bool Has(ValueFlags flag) => (Flags & flag) != 0;

    public override string ToString() => Kind switch
    {
        StackKind.ByReference => $"{(Has(ValueFlags.ReadOnly) ? "readonly " : "")}{Type}&",
        StackKind.Object => Type is null ? "null" : $"{(Has(ValueFlags.Uninitialized) ? "uninitialised " : "")}{(Has(ValueFlags.Boxed) ? "boxed " : "")}{Type}",
        StackKind.Value => Type?.ToString() ?? "value",
        StackKind.Int32 => "int32",
        StackKind.Int64 => "int64",
        StackKind.NativeInt => "native int",
        StackKind.Float => "float",
        StackKind.Method => "method pointer",
        StackKind.StackMemory => "stack memory",
        _ => "unknown",
    };
}
