namespace Singular.Verifier.Ownership;

/// <summary>What a type means to the analysis of ownership.</summary>
internal enum ResourceKind : byte
{
    None,

    /// <summary><c>Owned&lt;T&gt;</c>: somebody holds it, exactly one.</summary>
    Buffer,

    /// <summary><c>Pinned&lt;T&gt;</c>.</summary>
    Pin,

    /// <summary>A contract interface.</summary>
    Endpoint,

    /// <summary>A result or task that carries a buffer until it is taken out.</summary>
    BufferCarrier,

    /// <summary>A result or task that carries an endpoint until it is taken out.</summary>
    EndpointCarrier,
}
