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
        var versions = new ContractVersionCheck(Context);
        foreach (TypeDefinition type in types)
        {
            Context.Current = type;
            if (EmbeddedAttribute.IsOne(type))
                continue;
            if (type.Name == "<Module>" && type.Namespace.Length == 0)
                CheckModule(type);
            else if (type.IsEnum)
                CheckEnum(type);
            else if (ContractNames.IsExchangeable(type))
                structs.Check(type);
            else if (ContractNames.IsContract(type))
                CheckContract(type, members, protocols, versions);
            else
                Report(ContractCodes.Type, type, "a type that is no contract, enum or exchangeable struct", "nothing else in a contract assembly",
                    type.IsInterface ? "Mark the interface with [Contract]." : "Move it to another assembly.");
        }
    }

    private void CheckContract(TypeDefinition type, ContractMemberCheck members, ProtocolCheck protocols, ContractVersionCheck versions)
    {
        CheckPlain(type);
        if (type.HasInterfaces)
            Report(ContractCodes.Type, type, "a contract that inherits from another interface", "a contract that stands alone");
        if (type.HasFields)
            Report(ContractCodes.Member, type, "a contract with fields", "methods only");
        versions.Check(type);
        foreach (MethodDefinition method in type.Methods)
            members.Check(type, method);
        protocols.Check(type);
    }

    private void CheckPlain(TypeDefinition type)
    {
        if (!type.IsPublic || type.HasGenericParameters)
            Report(ContractCodes.Type, type, "a type that is nested, generic or not public", "a public type at the top level");
    }

    private void CheckEnum(TypeDefinition type)
    {
        CheckPlain(type);
        if (!type.Fields.Any(f => f.IsLiteral))
            Report(ContractCodes.Type, type, "an enum without a value", "at least one value: no other may cross");
        foreach (FieldDefinition field in type.Fields.Where(f => f.IsLiteral && !IsPlainName(f.Name)))
            Report(ContractCodes.Member, field, "a name that is not made of ASCII letters, digits and _", "a plain name");
    }

    /// <summary>Global methods are code, and a module initialiser runs before any check of a call.</summary>
    private void CheckModule(TypeDefinition module)
    {
        foreach (MethodDefinition method in module.Methods)
            Report(ContractCodes.Member, method, $"the global method {method.Name}", "no code in a contract assembly");
        foreach (FieldDefinition field in module.Fields)
            Report(ContractCodes.Member, field, $"the global field {field.Name}", "no statics in a contract assembly");
    }
}
