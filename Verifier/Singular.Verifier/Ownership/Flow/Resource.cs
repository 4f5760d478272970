using Singular.Verifier.Protocols;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>One buffer, pin, endpoint or carrier, as far as a place in the code knows it. Variables and stack slots refer to it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="States">What may be true of it, of <see cref="Bits"/>.</param>
/// <param name="Born">IL offset of the instruction that made it; -1 for parameters and what a variable begins with.</param>
internal readonly record struct Resource(ResourceKind Kind, ulong States, int Born)
{
    /// <summary>IL offset at which it was handed on or ended; -1 when it was not on any path.</summary>
    public int Gone { get; init; } = -1;

    /// <summary>The contract of an endpoint, or of the one in a carrier.</summary>
    public ContractProtocol? Contract { get; init; }

    /// <summary>The open pins of a buffer, one bit each.</summary>
    public ulong OpenPins { get; init; }

    /// <summary>A parameter whose end is the caller's business.</summary>
    public bool IsBorrowed { get; init; }

    /// <summary>The parameters of which it may be the very buffer, one bit each without <c>this</c>; those from the 32nd share the last.</summary>
    public uint From { get; init; }

    /// <summary>Number of a set of buffers that may be one: an own method was handed one and may have given it back. 0 for none,
    /// <see cref="AnyTwin"/> for any of them.</summary>
    public int Twin { get; init; }

    /// <summary>Paths meet on which it is of different sets.</summary>
    public const int AnyTwin = -1;

    public bool IsTwinOf(Resource other) => Twin != 0 && other.Twin != 0 && (Twin == other.Twin || Twin == AnyTwin || other.Twin == AnyTwin);

    public bool Has(ulong states) => (States & states) != 0;

    public bool IsBuffer => Kind is ResourceKind.Buffer or ResourceKind.BufferCarrier;

    public bool IsEndpoint => Kind is ResourceKind.Endpoint or ResourceKind.EndpointCarrier;

    /// <summary>Whether dropping it now would lose something.</summary>
    public bool IsOwed => !IsBorrowed && Has(Bits.AnyHeld) && (Contract?.HasEnd ?? true);

    public Resource Gives(ulong states, int at) => this with { States = states, Gone = at };
}
