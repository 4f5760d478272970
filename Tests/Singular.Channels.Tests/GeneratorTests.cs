using Singular.Builder;
using Singular.Builder.Generate;
using Singular.Contracts;

namespace Singular.Channels.Tests;

public sealed class GeneratorTests
{
    [Fact]
    public void Every_stock_contract_has_a_binding()
    {
        foreach (Type contract in typeof(IClock).Assembly.GetTypes().Where(type => type.IsInterface))
            Assert.Contains(GeneratedCode.Bindings, binding => binding.ContractType == contract);
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        AssemblyFile contracts = GeneratedCode.FileOf(typeof(IClock).Assembly);
        byte[] first = ContractGenerator.Generate(contracts, GeneratedCode.References).Bytes.ToArray();
        byte[] second = ContractGenerator.Generate(contracts, GeneratedCode.References).Bytes.ToArray();
        Assert.Equal(first, second);
    }
}
