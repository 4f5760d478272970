using Mono.Cecil;

namespace Singular.Verifier.Contracts;

/// <summary>The version of a contract: one that binding can compare, the only one of its major in the assembly, and members that
/// say in which minor version they came, so that each older version can be told from the newest.</summary>
internal sealed class ContractVersionCheck(VerificationContext context) : ContractRule(context)
{
    private readonly HashSet<(string Name, int Major)> _seen = [];

    public void Check(TypeDefinition type)
    {
        CustomAttribute contract = ContractNames.Channel(type, "Contract")!;
        if (contract.ConstructorArguments is not [{ Value: string name }, { Value: int major }, { Value: int minor }]
            || !IsContractName(name) || major < 1 || minor < 0)
        {
            Report(ContractCodes.Version, type, "a [Contract] with an unusable name or version", "a dotted lower-case name, a major version from 1 and a minor version from 0");
            return;
        }

        if (!_seen.Add((name, major)))
            Report(ContractCodes.Version, type, $"a second contract {name} {major}", "each major version once, at its highest minor");
        foreach (MethodDefinition method in type.Methods)
            CheckMember(method, minor);
        MethodDefinition[] ends = [.. type.Methods.Where(m => ContractNames.Channel(m, "Ends") is not null)];
        if (ends.Length > 0 && ends.All(m => ContractNames.Channel(m, "Since") is not null))
            Report(ContractCodes.Version, ends[0], "an end of the endpoint that came in a later minor version", "an end from minor version 0 on: older clients do not know that they must call it");
    }

    private void CheckMember(MethodDefinition method, int minor)
    {
        CustomAttribute? since = ContractNames.Channel(method, "Since");
        if (since is not null && (since.ConstructorArguments is not [{ Value: int first }] || first < 1 || first > minor))
            Report(ContractCodes.Version, method, "[Since] with a minor version that the contract has not had", $"1 to {minor}, the contract's own minor version");
    }

    private static bool IsContractName(string name) =>
        name.Length is > 0 and <= 128 && name.Split('.').All(part => part.Length > 0 && char.IsAsciiLetterLower(part[0])
            && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));
}
