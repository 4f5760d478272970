using Mono.Cecil;
using Singular.Builder.Generate.Contracts;
using Singular.Builder.Generate.Emit;

namespace Singular.Builder.Generate;

/// <summary>Makes the boundary code of a contract assembly: for each contract <c>Boundary_…</c>, <c>Client_…</c>, <c>Server_…</c>, and
/// the class <c>Bindings</c> with <c>public static ContractBinding[] All()</c>.</summary>
public static class ContractGenerator
{
    /// <summary>Name of the class that lists an assembly's bindings.</summary>
    public const string BindingsType = Target.Namespace + ".Bindings";

    /// <summary>Name of the assembly made for a contract assembly.</summary>
    public static string NameFor(string contractAssembly) => $"{Target.Namespace}.{contractAssembly}";

    /// <summary>Generates. The same input gives the same bytes.</summary>
    /// <param name="contracts">The contract assembly.</param>
    /// <param name="references">What it refers to: <c>Singular.Channels</c>, <c>Singular.Channels.Runtime</c>, other contract
    /// assemblies; nothing of the platform library.</param>
    /// <exception cref="GenerationException">A contract cannot be generated for; the message names the place.</exception>
    public static AssemblyFile Generate(AssemblyFile contracts, IReadOnlyList<AssemblyFile> references)
    {
        ArgumentNullException.ThrowIfNull(contracts);
        ArgumentNullException.ThrowIfNull(references);
        using var assemblies = new AssemblyMap([.. references, contracts]);
        var target = new Target(NameFor(contracts.Name), ModuleKind.Dll, assemblies);
        AssemblyDefinition source = assemblies.Get(contracts.Name);
        List<ContractTypes> types = [.. new ContractReader(assemblies).ReadAll(source).Select(contract => new ContractTypes(target, contract))];
        Dictionary<string, ContractTypes> byName = types.ToDictionary(type => type.Contract.Interface.FullName, StringComparer.Ordinal);

        MethodReference EndpointConstructor(TypeDefinition contract, string kind) =>
            contract.Module.Assembly.Name.Name == contracts.Name
                ? Own(byName[contract.FullName], kind)
                : Foreign(target, contract, kind);

        TypeDefinition rules = DefineStatic(target, "Rules");
        TypeDefinition wireMethods = DefineStatic(target, "Wire");
        var values = new ValueCode(target, rules) { ResultType = assemblies.GetType(Target.ChannelsAssembly, "Singular.Channels.Result`2") };
        var wire = new WireCode(target, wireMethods, values) { EndpointConstructor = EndpointConstructor };
        var bindings = new BindingsWriter(target, assemblies);
        bindings.WriteShapes(types);
        foreach (ContractTypes type in types)
        {
            new ClientWriter(target, wire).Write(type);
            new BoundaryWriter(target, values, wire, EndpointConstructor).Write(type);
            new ServerWriter(target, wire).Write(type);
        }
        bindings.WriteBindings(types);
        return target.Write();
    }

    private static MethodReference Own(ContractTypes types, string kind) => kind switch
    {
        "Boundary" => types.BoundaryConstructor,
        "Client" => types.ClientConstructor,
        _ => types.ServerConstructor,
    };

    /// <summary>A class that was generated for a contract of another assembly.</summary>
    private static MethodReference Foreign(Target target, TypeDefinition contract, string kind)
    {
        string name = NameFor(contract.Module.Assembly.Name.Name);
        AssemblyNameReference? scope = target.Module.AssemblyReferences.FirstOrDefault(reference => reference.Name == name);
        if (scope is null)
            target.Module.AssemblyReferences.Add(scope = new AssemblyNameReference(name, new Version(1, 0, 0, 0)));
        var type = new TypeReference(ContractTypes.NamespaceOf(contract), $"{kind}_{contract.Name}", target.Module, scope);
        return kind switch
        {
            "Boundary" => target.Constructor(type, target.Runtime("ServerSlot"), target.Runtime("ClientSession")),
            "Client" => target.Constructor(type, target.Runtime("ClientChannel"), target.UInt32),
            _ => target.Constructor(type, target.Object),
        };
    }

    private static TypeDefinition DefineStatic(Target target, string name)
    {
        var type = new TypeDefinition(
            Target.Namespace, name,
            TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, target.Object);
        target.Module.Types.Add(type);
        return type;
    }
}
