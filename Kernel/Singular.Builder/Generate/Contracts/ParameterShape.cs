using Mono.Cecil;

namespace Singular.Builder.Generate.Contracts;

/// <summary>A parameter of a contract's member: a value, or a span of primitives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Value">What it is, where it is a value.</param>
/// <param name="Element">The primitive in the span, where it is one.</param>
/// <param name="IsWritable">True for <c>Span&lt;T&gt;</c>.</param>
internal sealed record ParameterShape(string Name, TypeReference Type, ValueShape? Value, PrimitiveShape? Element, bool IsWritable)
{
    /// <summary>What it is, where it is a buffer that moves.</summary>
    internal BufferShape? Buffer => Value as BufferShape;

    /// <summary>What it is, where it is an endpoint that the server may call.</summary>
    internal EndpointShape? Endpoint => Value as EndpointShape;
}
