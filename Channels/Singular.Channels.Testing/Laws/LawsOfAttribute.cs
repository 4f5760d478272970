namespace Singular.Channels.Testing;

/// <summary>Marks a static class whose public static methods are laws of a contract: what every implementation of it must keep.</summary>
/// <remarks>
/// A law's first parameter is the contract; the kit makes up the others. It returns <see cref="bool"/> (false: broken), or nothing
/// and throws where it is broken. It is called on a server that nobody has called yet. Where what was made up does not fit, it
/// returns true.
/// </remarks>
/// <param name="contract">The contract's interface.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LawsOfAttribute(Type contract) : Attribute
{
    public Type Contract { get; } = contract;
}
