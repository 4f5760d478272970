using System.Reflection;
using System.Runtime.Loader;
using Singular.Builder;
using Singular.Builder.Generate;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Contracts;

namespace Singular.Channels.Tests;

/// <summary>Code generated for the system's contracts and the sample contracts, loaded into this process.</summary>
public static class GeneratedCode
{
    private static readonly Lazy<ContractBinding[]> s_bindings = new(() => [.. Load(typeof(IClock).Assembly), .. Load(typeof(IValues).Assembly)]);

    internal static IReadOnlyList<ContractBinding> Bindings => s_bindings.Value;

    internal static ContractBinding For<TContract>() => Bindings.Single(binding => binding.ContractType == typeof(TContract));

    internal static AssemblyFile FileOf(Assembly assembly) => AssemblyFile.Read(assembly.Location);

    internal static AssemblyFile[] References { get; } = [FileOf(typeof(Domain).Assembly), FileOf(typeof(Done).Assembly)];

    private static ContractBinding[] Load(Assembly contracts)
    {
        AssemblyFile generated = ContractGenerator.Generate(FileOf(contracts), References);
        Assembly loaded = Assembly.Load(generated.Bytes.ToArray());
        // Servers that were bound to a newer contract refer to it by name.
        AssemblyLoadContext.Default.Resolving += (_, name) => name.Name == generated.Name ? loaded : null;
        return (ContractBinding[])loaded.GetType(ContractGenerator.BindingsType, throwOnError: true)!.GetMethod("All")!.Invoke(null, null)!;
    }
}
