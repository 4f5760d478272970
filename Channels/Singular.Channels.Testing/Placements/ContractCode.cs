using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Singular.Builder;
using Singular.Builder.Generate;
using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>Boundary code for contracts, generated and loaded when it is first needed, as an image has it. It is loaded where its contract
/// is: two load contexts with a contract of one name have its code twice.</summary>
public static class ContractCode
{
    private static readonly ConcurrentDictionary<Assembly, Lazy<ContractBinding[]>> s_bindings = new();
    private static readonly ConditionalWeakTable<AssemblyLoadContext, ConcurrentDictionary<string, Assembly>> s_generated = [];

    /// <summary>The binding of a contract. Its assembly must have been loaded from a file.</summary>
    /// <exception cref="GenerationException">The contract cannot be generated for; the message names the place.</exception>
    public static ContractBinding Of(Type contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return All(contract.Assembly).Single(binding => binding.ContractType == contract);
    }

    /// <summary>The bindings of all contracts of an assembly.</summary>
    /// <inheritdoc cref="Of"/>
    public static IReadOnlyList<ContractBinding> All(Assembly contracts) =>
        s_bindings.GetOrAdd(contracts, static assembly => new Lazy<ContractBinding[]>(() => Load(assembly))).Value;

    private static ContractBinding[] Load(Assembly contracts)
    {
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(contracts)!;
        // Contracts of other assemblies that this one's members hand out.
        AssemblyFile[] others =
        [
            .. contracts.GetReferencedAssemblies()
                .Where(name => !IsPlatform(name.Name!) && name.Name is not ("Singular.Channels" or "Singular.Channels.Runtime"))
                .Select(name => context.LoadFromAssemblyName(name))
                .Select(assembly => (All(assembly), AssemblyFile.Read(assembly.Location)).Item2),
        ];
        AssemblyFile generated = ContractGenerator.Generate(
            AssemblyFile.Read(contracts.Location),
            [AssemblyFile.Read(typeof(Domain).Assembly.Location), AssemblyFile.Read(typeof(Done).Assembly.Location), .. others]);
        Assembly loaded = context.LoadFromStream(new MemoryStream(generated.Bytes.ToArray()));
        GeneratedIn(context)[generated.Name] = loaded;
        return (ContractBinding[])loaded.GetType(ContractGenerator.BindingsType, throwOnError: true)!.GetMethod("All")!.Invoke(null, null)!;
    }

    /// <summary>What was generated for contracts of a load context, by name. It finds this, and what was generated for the program's own.</summary>
    private static ConcurrentDictionary<string, Assembly> GeneratedIn(AssemblyLoadContext context) => s_generated.GetValue(context, static key =>
    {
        var generated = new ConcurrentDictionary<string, Assembly>();
        key.Resolving += (_, name) => generated.GetValueOrDefault(name.Name!) ?? (key == AssemblyLoadContext.Default ? null : GeneratedIn(AssemblyLoadContext.Default).GetValueOrDefault(name.Name!));
        return generated;
    });

    private static bool IsPlatform(string name) =>
        name is "mscorlib" or "netstandard" || name == "System" || name.StartsWith("System.", StringComparison.Ordinal);
}
