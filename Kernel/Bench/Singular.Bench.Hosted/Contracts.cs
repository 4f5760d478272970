using System.Reflection;
using Singular.Builder;
using Singular.Builder.Generate;
using Singular.Channels;
using Singular.Channels.Runtime;
using Singular.Contracts;

namespace Singular.Bench.Hosted;

/// <summary>The code that the system generates for its contracts, loaded into this process.</summary>
internal static class Contracts
{
    private static readonly Lazy<ContractBinding[]> s_all = new(Load);

    public static ContractBinding Of<TContract>() => s_all.Value.Single(binding => binding.ContractType == typeof(TContract));

    private static ContractBinding[] Load()
    {
        AssemblyFile generated = ContractGenerator.Generate(FileOf(typeof(IBlockDevice)), [FileOf(typeof(Domain)), FileOf(typeof(Done))]);
        Type bindings = Assembly.Load(generated.Bytes.ToArray()).GetType(ContractGenerator.BindingsType, throwOnError: true)!;
        return (ContractBinding[])bindings.GetMethod("All")!.Invoke(null, null)!;
    }

    private static AssemblyFile FileOf(Type type) => AssemblyFile.Read(type.Assembly.Location);
}
