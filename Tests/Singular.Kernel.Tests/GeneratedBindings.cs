using System.Reflection;
using Singular.Builder;
using Singular.Builder.Generate;
using Singular.Channels.Runtime;

namespace Singular.Kernel.Tests;

/// <summary>The generated classes of the system's contracts, loaded into the tests' process.</summary>
internal static class GeneratedBindings
{
    private static readonly Lazy<ContractBinding[]> s_all = new(Load);

    internal static ContractBinding[] All => s_all.Value;

    private static ContractBinding[] Load()
    {
        AssemblyFile generated = ContractGenerator.Generate(
            Read("Singular.Contracts"), [Read("Singular.Channels"), Read("Singular.Channels.Runtime"), Read("Singular.Drivers.Sdk")]);
        Assembly assembly = Assembly.Load(generated.Bytes.ToArray());
        MethodInfo all = assembly.GetType(ContractGenerator.BindingsType, throwOnError: true)!.GetMethod("All")!;
        return (ContractBinding[])all.Invoke(null, null)!;
    }

    private static AssemblyFile Read(string name) => AssemblyFile.Read(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
}
