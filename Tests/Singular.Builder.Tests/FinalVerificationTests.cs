using Singular.Builder.Compile;
using Singular.Builder.Generate;
using Singular.Builder.ReEmit;
using Singular.Verifier;

namespace Singular.Builder.Tests;

/// <summary>What goes to the compiler verifies in exactly that form.</summary>
public sealed class FinalVerificationTests
{
    private static readonly string[] SystemNames =
        ["Singular.Channels", "Singular.Channels.Runtime", "Singular.Contracts", "Singular.Drivers.Sdk"];

    private static readonly AssemblyFile[] System = [.. SystemNames.Select(name => AssemblyFile.Read(Path.Combine(AppContext.BaseDirectory, name + ".dll")))];

    private static FinalVerification Verification()
    {
        Toolchain toolchain = Toolchain.Locate();
        return new FinalVerification([toolchain.RuntimeFolder, toolchain.FrameworkFolder]);
    }

    [Fact]
    public void Boundary_code_verifies()
    {
        AssemblyFile generated = ContractGenerator.Generate(System[2], [System[0], System[1], System[3]]);
        Verification().Verify([generated], [.. System, generated]);
    }

    [Theory]
    [MemberData(nameof(ReEmitPackageTests.Drivers), MemberType = typeof(ReEmitPackageTests))]
    public void A_re_emitted_driver_verifies(string name)
    {
        using ReferenceSet references = Samples.Platform();
        foreach (AssemblyFile file in System)
            references.Add(file.Bytes.ToArray());
        using AssemblySet set = AssemblySet.Open(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, name + ".dll")), references);
        ReEmittedAssembly written = AssemblyReEmitter.ReEmitPackage([set]).Single();
        var driver = new AssemblyFile(written.Name, written.Bytes);
        Verification().Verify([driver], [.. System, driver]);
    }

    [Fact]
    public void Code_that_is_not_type_safe_is_refused_with_the_place()
    {
        byte[] bad = Samples.Changed(module =>
        {
            Mono.Cecil.MethodDefinition method = module.GetType("Samples.Generic").Methods.Single(m => m.Name == "Unmanaged");
            method.Body.Instructions[0].OpCode = Mono.Cecil.Cil.OpCodes.Ldnull;
            method.Body.Instructions[0].Operand = null;
        });
        var assembly = new AssemblyFile("Singular.Builder.Samples", bad);
        BuildException error = Assert.Throws<BuildException>(() => Verification().Verify([assembly], [assembly]));
        Assert.Equal(BuildCode.NotTypeSafe, error.Code);
        Assert.Contains(error.Details, line => line.Contains("Unmanaged", StringComparison.Ordinal));
    }
}
