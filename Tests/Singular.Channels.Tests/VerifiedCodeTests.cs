using System.Reflection;
using Singular.Builder.Generate;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Contracts;
using Singular.Verifier;

namespace Singular.Channels.Tests;

/// <summary>Generated code is held to the same rules of type safety as a driver's.</summary>
public sealed class VerifiedCodeTests
{
    [Theory]
    [InlineData(typeof(IClock))]
    [InlineData(typeof(IValues))]
    public void Generated_code_is_type_safe(Type contract)
    {
        using var references = new ReferenceSet();
        references.AddFolder(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        foreach (Assembly assembly in new[] { typeof(Done).Assembly, typeof(Domain).Assembly, contract.Assembly })
            references.AddFile(assembly.Location);
        byte[] generated = ContractGenerator.Generate(GeneratedCode.FileOf(contract.Assembly), GeneratedCode.References).Bytes.ToArray();
        VerificationResult result = AssemblyVerifier.Verify(generated, references, new VerifierOptions { Checks = VerificationChecks.Types });
        Assert.True(result.Findings.Count == 0, string.Join("\n", result.Findings.Take(20)));
        Assert.NotEqual(0, result.MethodsVerified);
    }
}
