namespace Singular.Channels.Testing;

/// <summary>Marks a static class whose public static methods are laws of a contract: what every implementation of it must keep.</summary>
/// <remarks>
/// A law's first parameter is the contract; the kit makes up the others. It returns <see cref="bool"/> (false: broken), or nothing
/// and throws where it is broken. It is called on a server that nobody has called yet, inside the client's domain, so that it
/// does not wait for a task: it looks whether it is complete. Where what was made up does not fit, it returns true.
/// Laws that come with a contract, in a companion package, say for which text of it they were written; see <see cref="Hash"/>.
/// </remarks>
/// <param name="contract">The contract's interface.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LawsOfAttribute(Type contract) : Attribute
{
    public Type Contract { get; } = contract;

    /// <summary>SHA-256 of the contract's canonical text, as <c>singular contract show</c> prints it, 64 lower-case hexadecimal digits; empty
    /// for laws that are bound to no text. Laws of an earlier minor version hold for every later one, which has all that it had.</summary>
    public string Hash { get; init; } = "";
}
