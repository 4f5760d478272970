namespace Singular.Channels.Testing;

/// <summary>Base of the classes that <see cref="EmittedType"/> makes: each member packs its arguments and calls this.</summary>
/// <param name="hands">Does what is to be done.</param>
public abstract class EmittedEndpoint(EndpointHands hands)
{
    internal EndpointHands Hands { get; } = hands;

    /// <summary>An array for a span, because spans cannot be kept.</summary>
    protected static T[] Copy<T>(ReadOnlySpan<T> span) => span.ToArray();

    /// <inheritdoc cref="Copy"/>
    protected static T[] CopyWritable<T>(Span<T> span) => span.ToArray();

    /// <summary>What a call has left in the array goes into the span.</summary>
    protected static void CopyBack<T>(object array, Span<T> span) => ((T[])array).CopyTo(span);

    /// <summary>Calls a member by its place in the contract.</summary>
    protected object? Call(int member, object?[] arguments) => Hands.Call(Hands.Contract.Members[member], arguments);
}
