using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Singular.Builder;
using Singular.Builder.Generate;
using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>Boundary code for contracts, generated and loaded when it is first needed, as an image has it.</summary>
public static class ContractCode
{
    private static readonly ConcurrentDictionary<Assembly, Lazy<ContractBinding[]>> s_bindings = new();
    private static readonly ConcurrentDictionary<string, Assembly> s_generated = new();

    static ContractCode() => AssemblyLoadContext.Default.Resolving += (_, name) => s_generated.GetValueOrDefault(name.Name!);

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
        // Contracts of other assemblies that this one's members hand out.
        AssemblyFile[] others =
        [
            .. contracts.GetReferencedAssemblies()
                .Where(name => !IsPlatform(name.Name!) && name.Name is not ("Singular.Channels" or "Singular.Channels.Runtime"))
                .Select(name => AssemblyLoadContext.GetLoadContext(contracts)!.LoadFromAssemblyName(name))
                .Select(assembly => (All(assembly), AssemblyFile.Read(assembly.Location)).Item2),
        ];
        AssemblyFile generated = ContractGenerator.Generate(
            AssemblyFile.Read(contracts.Location),
            [AssemblyFile.Read(typeof(Domain).Assembly.Location), AssemblyFile.Read(typeof(Done).Assembly.Location), .. others]);
        Assembly loaded = AssemblyLoadContext.Default.LoadFromStream(new MemoryStream(generated.Bytes.ToArray()));
        s_generated[generated.Name] = loaded;
        return (ContractBinding[])loaded.GetType(ContractGenerator.BindingsType, throwOnError: true)!.GetMethod("All")!.Invoke(null, null)!;
    }

    private static bool IsPlatform(string name) =>
        name is "mscorlib" or "netstandard" || name == "System" || name.StartsWith("System.", StringComparison.Ordinal);
}
