using Mono.Cecil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <summary>The classes of one contract in the assembly that is being made, with their constructors, before their members are
/// written: an endpoint's contract may come later than the one that gives it.</summary>
internal sealed class ContractTypes
{
    private const TypeAttributes Sealed = TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit;

    internal ContractTypes(Target target, Contract contract)
    {
        Contract = contract;
        Interface = target.Import(contract.Interface);
        BoundaryBase = target.RuntimeGeneric("Boundary`1", Interface);
        Boundary = Define(target, "Boundary", BoundaryBase);
        Boundary.Interfaces.Add(new InterfaceImplementation(Interface));
        Client = Define(target, "Client", target.Runtime("ClientEndpoint"));
        Client.Interfaces.Add(new InterfaceImplementation(Interface));
        Server = Define(target, "Server", target.Runtime("ServerEndpoint"));
        foreach (int since in contract.Members.Select(member => member.Since).Where(since => since > 0).Distinct().Order())
            OlderThan.Add(since, DefineMark(target, since));
        BoundaryConstructor = Constructor(target, Boundary, target.Runtime("ServerSlot"), target.Runtime("ClientSession"));
        ClientConstructor = Constructor(target, Client, target.Runtime("ClientChannel"), target.UInt32);
        ServerConstructor = Constructor(target, Server, target.Object);
    }

    internal Contract Contract { get; }

    internal TypeReference Interface { get; }

    internal GenericInstanceType BoundaryBase { get; }

    internal TypeDefinition Boundary { get; }

    internal TypeDefinition Client { get; }

    internal TypeDefinition Server { get; }

    /// <summary>Interfaces without members. A class that implements the contract has the mark of each minor version that came after its
    /// own; <see cref="Generate.Binding.ContractBinder"/> puts it there, and no driver can name it.</summary>
    internal SortedDictionary<int, TypeDefinition> OlderThan { get; } = [];

    internal MethodDefinition BoundaryConstructor { get; }

    internal MethodDefinition ClientConstructor { get; }

    internal MethodDefinition ServerConstructor { get; }

    /// <summary>Field with the contract's <c>MemberShape</c>s.</summary>
    internal FieldDefinition? Shapes { get; set; }

    /// <summary>The boundary's members, by number.</summary>
    internal Dictionary<int, MethodDefinition> Called { get; } = [];

    /// <summary>The stub's methods for calls that its boundary makes and that return a task, by number. Nearly all members have none.</summary>
    internal Dictionary<int, MethodDefinition> Sent { get; } = [];

    /// <summary>The boundary's methods for calls that the far end of a channel makes, by the number of the member. Nearly all members have none.</summary>
    internal Dictionary<int, MethodDefinition> Carried { get; } = [];

    /// <summary>The result is a value in a task, no argument is a buffer or an endpoint, and nothing else of the member is out of the ordinary.</summary>
    internal bool IsPlainTask(ContractMember member) =>
        member.IsAsync && !Contract.IsConcurrent && member.Since == 0 && member.ResultValue is not BufferShape
        && !member.BufferParameters.Any() && !member.EndpointParameters.Any();

    internal static string NamespaceOf(TypeDefinition contract) =>
        contract.Namespace.Length == 0 ? Target.Namespace : $"{Target.Namespace}.{contract.Namespace}";

    /// <summary>Name of the mark of classes that are older than a minor version of a contract.</summary>
    internal static string MarkName(TypeDefinition contract, int since) => $"OlderThan_{contract.Name}_{since}";

    private TypeDefinition DefineMark(Target target, int since)
    {
        var mark = new TypeDefinition(NamespaceOf(Contract.Interface), MarkName(Contract.Interface, since),
            TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract);
        target.Module.Types.Add(mark);
        return mark;
    }

    private TypeDefinition Define(Target target, string kind, TypeReference baseType)
    {
        var type = new TypeDefinition(NamespaceOf(Contract.Interface), $"{kind}_{Contract.Interface.Name}", Sealed, baseType);
        target.Module.Types.Add(type);
        return type;
    }

    private static MethodDefinition Constructor(Target target, TypeDefinition type, params TypeReference[] parameters)
    {
        var constructor = new MethodDefinition(
            ".ctor",
            MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName,
            target.Void);
        foreach (TypeReference parameter in parameters)
            constructor.Parameters.Add(new ParameterDefinition(parameter));
        type.Methods.Add(constructor);
        return constructor;
    }
}
