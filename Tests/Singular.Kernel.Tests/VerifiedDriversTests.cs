using Singular.Builder.Compile;
using Singular.Verifier;

namespace Singular.Kernel.Tests;

/// <summary>The tests' drivers that are there for what they do and not for what they do wrong obey the rules that drivers are held to.</summary>
public sealed class VerifiedDriversTests
{
    [Theory]
    [InlineData("LoopbackDevice")]
    [InlineData("CourierClock")]
    public void A_driver_that_moves_buffers_is_accepted(string id)
    {
        Toolchain toolchain = Toolchain.Locate();
        using var references = new ReferenceSet();
        references.AddFolder(toolchain.FrameworkFolder);
        references.AddFolder(toolchain.RuntimeFolder);
        foreach (string name in new[] { "Singular.Channels", "Singular.Contracts", "Singular.Drivers.Sdk" })
            references.AddFile(PathOf(name));
        VerificationResult result = AssemblyVerifier.Verify(File.ReadAllBytes(PathOf(id)), references, new VerifierOptions());
        Assert.True(result.IsAccepted, string.Join('\n', result.Findings));
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");
}
