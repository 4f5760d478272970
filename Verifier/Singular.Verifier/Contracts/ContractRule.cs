using Mono.Cecil;

namespace Singular.Verifier.Contracts;

/// <summary>What the checks of contracts share.</summary>
internal abstract class ContractRule(VerificationContext context)
{
    protected VerificationContext Context { get; } = context;

    protected ExchangeRules Exchange { get; } = new(context.Assemblies);

    protected void Report(string code, IMemberDefinition? member, string found, string expected, string advice = "") =>
        Context.Sink.Report(Findings.AtMember(FindingArea.Contracts, code, member, found, expected, advice));

    /// <summary>A C# identifier in ASCII: two names that look alike are alike, and a contract's text has one reading.</summary>
    protected static bool IsPlainName(string name) =>
        name.Length is > 0 and <= 128 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
