namespace Singular.Verifier.Tests;

/// <summary>What must be accepted without a finding: safe C# in both optimisation levels, the system's own contracts, libraries that are known to be safe.</summary>
public sealed class AcceptanceTests
{
    [Theory]
    [InlineData("Singular.Corpus.SafeCSharp.dll", 400)]
    [InlineData("Singular.Corpus.SafeCSharp.Optimized.dll", 400)]
    [InlineData("Singular.Channels.dll", 20)]
    [InlineData("Singular.Contracts.dll", 20)]
    [InlineData("Singular.Drivers.Sdk.dll", 20)]
    [InlineData("CmosClock.dll", 10)]
    [InlineData("Uart16550.dll", 10)]
    [InlineData("Ps2Keyboard.dll", 10)]
    [InlineData("RamDisk.dll", 5)]
    [InlineData("FatFileSystem.dll", 100)]
    [InlineData("Mono.Cecil.dll", 3000)]
    [InlineData("Singular.Verifier.dll", 1000)]
    public void Accepted(string file, int methodsAtLeast)
    {
        using var references = IlAssembler.NewPlatformReferences();
        references.AddFile(Beside("Singular.Channels.dll"));
        references.AddFile(Beside("Singular.Contracts.dll"));
        references.AddFile(Beside("Singular.Drivers.Sdk.dll"));
        references.AddFile(Beside("Mono.Cecil.dll"));
        var result = AssemblyVerifier.Verify(File.ReadAllBytes(Beside(file)), references, new VerifierOptions { Checks = VerificationChecks.Types });
        Assert.True(result.IsAccepted, string.Join(Environment.NewLine, result.Findings));
        Assert.InRange(result.MethodsVerified, methodsAtLeast, int.MaxValue);
    }

    /// <summary>Methods and operators as somebody wrote them: no accessors, no constructors, nothing that the compiler made.</summary>
    [Fact]
    public void The_corpus_has_at_least_400_written_methods()
    {
        using var module = Mono.Cecil.ModuleDefinition.ReadModule(Beside("Singular.Corpus.SafeCSharp.dll"));
        var written = module.GetTypes().Where(t => !IsMade(t)).SelectMany(t => t.Methods)
            .Count(m => m.HasBody && !m.IsConstructor && !m.IsGetter && !m.IsSetter && !m.IsAddOn && !m.IsRemoveOn && !m.Name.Contains('<', StringComparison.Ordinal) && !IsMarked(m));
        Assert.InRange(written, 400, int.MaxValue);

        static bool IsMade(Mono.Cecil.TypeDefinition? type) => type is not null && (IsMarked(type) || IsMade(type.DeclaringType));

        static bool IsMarked(Mono.Cecil.ICustomAttributeProvider member) => member.CustomAttributes.Any(a => a.AttributeType.Name == "CompilerGeneratedAttribute");
    }

    [Fact]
    public void Two_verifications_say_the_same()
    {
        var image = File.ReadAllBytes(Beside("xunit.core.dll"));
        Assert.Equal(Verify(image).Findings, Verify(image).Findings);
    }

    private static VerificationResult Verify(byte[] image)
    {
        using var references = IlAssembler.NewPlatformReferences();
        return AssemblyVerifier.Verify(image, references, new VerifierOptions { Checks = VerificationChecks.Types });
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);
}
