namespace Singular.Verifier.Ownership.Flow;

internal enum FlowKind : byte
{
    /// <summary>Nothing that matters here.</summary>
    Plain,

    Null,

    /// <summary>The object or state machine of the method.</summary>
    This,

    /// <summary>An integer that is known.</summary>
    Constant,

    /// <summary>A buffer, pin, endpoint or carrier; the index is that of the resource.</summary>
    Resource,

    /// <summary>The address of a variable; the index is the variable's.</summary>
    Address,

    /// <summary>A bool that says something of a resource.</summary>
    Fact,

    /// <summary>A result whose success says in which state an endpoint is.</summary>
    Outcome,
}

/// <summary>One value on the stack or in a variable.</summary>
/// <param name="Kind">What is known of it.</param>
/// <param name="Index">A resource, variable or number, by kind.</param>
/// <param name="IfTrue">Of facts and outcomes: what may be true of the resource when it is true.</param>
/// <param name="IfFalse">The same when it is false.</param>
/// <param name="Pins">The pins that a span or reference may depend on, one bit each.</param>
internal readonly record struct FlowValue(FlowKind Kind, int Index = 0, ulong IfTrue = 0, ulong IfFalse = 0, ulong Pins = 0)
{
    public static FlowValue Plain => default;

    /// <summary>A bool that is true when the resource is there.</summary>
    public static FlowValue Presence(int resource, bool whenTrue) => whenTrue
        ? new FlowValue(FlowKind.Fact, resource, ~Bits.Nothing, ~Bits.AnyHeld)
        : new FlowValue(FlowKind.Fact, resource, ~Bits.AnyHeld, ~Bits.Nothing);

    public FlowValue Negated => this with { IfTrue = IfFalse, IfFalse = IfTrue };

    public bool NamesResource => Kind is FlowKind.Resource or FlowKind.Fact or FlowKind.Outcome;
}
