namespace Singular.Channels;

/// <summary>Gives a contract a protocol: named states of an endpoint and the one it starts in.</summary>
/// <remarks>
/// Members without <see cref="WhenAttribute"/> may be called in every state but the ended one and leave the state as it is.
/// A contract without this attribute has one state for ever.
/// </remarks>
/// <param name="states">The state names; the first is the initial state. At most 31.</param>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class ProtocolAttribute(params string[] states) : Attribute
{
    public string[] States { get; } = states;
}
