using Mono.Cecil;
using Singular.Verifier.Isolation;

namespace Singular.Verifier.Contracts;

/// <summary>A contract assembly holds contracts, enums and exchangeable structs, and no code but what the compiler makes for the
/// structs (isolation.md 1.2).</summary>
internal sealed class ContractAssemblyCheck(VerificationContext context) : ContractRule(context)
{
    public void Run(IReadOnlyList<TypeDefinition> types)
    {
        var members = new ContractMemberCheck(Context);
        var protocols = new ProtocolCheck(Context);
        var structs = new ExchangeableCheck(Context);
        foreach (TypeDefinition type in types)
        {
            Context.Current = type;
            if (type.Name == "<Module>" || EmbeddedAttribute.IsOne(type))
                continue;
            if (type.IsEnum)
                CheckPlain(type);
            else if (ContractNames.IsExchangeable(type))
                structs.Check(type);
            else if (ContractNames.IsContract(type))
                CheckContract(type, members, protocols);
            else
                Report(ContractCodes.Type, type, "a type that is no contract, enum or exchangeable struct", "nothing else in a contract assembly",
                    type.IsInterface ? "Mark the interface with [Contract]." : "Move it to another assembly.");
        }
    }

    private void CheckContract(TypeDefinition type, ContractMemberCheck members, ProtocolCheck protocols)
    {
        CheckPlain(type);
        if (type.HasInterfaces)
            Report(ContractCodes.Type, type, "a contract that inherits from another interface", "a contract that stands alone");
        if (type.HasFields)
            Report(ContractCodes.Member, type, "a contract with fields", "methods only");
        CheckVersion(type);
        foreach (MethodDefinition method in type.Methods)
            members.Check(type, method);
        protocols.Check(type);
    }

    private void CheckPlain(TypeDefinition type)
    {
        if (!type.IsPublic || type.HasGenericParameters)
            Report(ContractCodes.Type, type, "a type that is nested, generic or not public", "a public type at the top level");
    }

    private void CheckVersion(TypeDefinition type)
    {
        CustomAttribute contract = ContractNames.Channel(type, "Contract")!;
        if (contract.ConstructorArguments is not [{ Value: string name }, { Value: int major }, { Value: int minor }]
            || !IsContractName(name) || major < 1 || minor < 0)
            Report(ContractCodes.Version, type, "a [Contract] with an unusable name or version", "a dotted lower-case name, a major version from 1 and a minor version from 0");
    }

    private static bool IsContractName(string name) =>
        name.Length is > 0 and <= 128 && name.Split('.').All(part => part.Length > 0 && char.IsAsciiLetterLower(part[0])
            && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));
}
