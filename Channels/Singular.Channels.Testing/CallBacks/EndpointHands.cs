namespace Singular.Channels.Testing;

/// <summary>What a class of <see cref="EmittedType"/> does when it is called.</summary>
/// <param name="contract">The contract that the class implements.</param>
public abstract class EndpointHands(ContractDescription contract)
{
    internal ContractDescription Contract { get; } = contract;

    /// <summary>Carries out a call.</summary>
    /// <param name="member">The member.</param>
    /// <param name="arguments">Values, boxed; for a span an array, which is copied back into a writable one.</param>
    /// <returns>The boxed result, of an asynchronous member its <see cref="Task"/>.</returns>
    internal abstract object? Call(MemberDescription member, object?[] arguments);
}
