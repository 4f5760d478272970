namespace Singular.Builder.Generate;

/// <summary>A contract says something that no code can be generated for.</summary>
public sealed class GenerationException : Exception
{
    /// <param name="contract">Full name of the contract's interface, or of the driver's class.</param>
    /// <param name="member">The member, or null when it is the contract as a whole.</param>
    /// <param name="parameter">The parameter, <c>result</c>, or null.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="expected">What may stand there.</param>
    public GenerationException(string contract, string? member, string? parameter, string found, string expected)
        : base($"{contract}{(member is null ? "" : "." + member)}{(parameter is null ? "" : ", " + parameter)}: found {found}; expected {expected}.")
    {
        Contract = contract;
        Member = member;
        Parameter = parameter;
        Found = found;
        Expected = expected;
    }

    /// <summary>For the one-line reports of the install pipeline.</summary>
    public const string Code = "ContractNotGeneratable";

    public string Contract { get; }

    public string? Member { get; }

    public string? Parameter { get; }

    public string Found { get; }

    public string Expected { get; }
}
