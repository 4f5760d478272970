using Singular.Builder.Compile;
using Singular.Builder.ReEmit;
using Singular.Contracts;
using Singular.Drivers;
using Singular.Drivers.Testing;
using Singular.Manifests;
using Singular.Verifier;

namespace Singular.Languages.Tests;

/// <summary>A driver in F# and one in Visual Basic: they work, and every step of the install path takes them.</summary>
public sealed class ForeignLanguageTests
{
    private static readonly string[] SystemNames = ["Singular.Channels", "Singular.Contracts", "Singular.Drivers.Sdk"];

    [Theory]
    [InlineData("FSharpClock", true)]
    [InlineData("FSharpClock", false)]
    [InlineData("VisualBasicClock", true)]
    [InlineData("VisualBasicClock", false)]
    public void It_tells_the_time(string driver, bool isBinary)
    {
        IClock clock = Start(driver, new DateTime(2026, 11, 25, 21, 43, 58), out Mc146818 device);
        device.IsBinary = isBinary;
        Assert.Equal(new CalendarTime(2026, 11, 25, 21, 43, 58), clock.Now().Value);
    }

    [Theory]
    [InlineData("FSharpClock")]
    [InlineData("VisualBasicClock")]
    public void A_dead_port_is_an_error_and_no_exception(string driver)
    {
        var machine = new SimulatedMachine();
        IClock clock = Make(driver, machine.CreatePorts(new SimulatedDomain(), 0x70, 2));
        Assert.Equal(ClockError.NotReady, clock.Now().Error);
    }

    [Theory]
    [InlineData("FSharpClock")]
    [InlineData("VisualBasicClock")]
    public void It_has_a_manifest(string driver)
    {
        using var folders = new AssemblyFolders(AppContext.BaseDirectory);
        DriverManifest manifest = ManifestDerivation.Derive(File.ReadAllBytes(Beside(driver)), folders, "MIT");
        Assert.Equal((driver, "singular.clock"), (manifest.Id, manifest.Provides.Name));
        Assert.Equal(0x70, Assert.Single(manifest.Ports).First);
    }

    [Theory]
    [InlineData("FSharpClock")]
    [InlineData("VisualBasicClock")]
    public void Every_check_accepts_it_before_and_after_re_emission(string driver)
    {
        using ReferenceSet references = Platform();
        byte[] assembly = File.ReadAllBytes(Beside(driver));
        VerificationResult result = AssemblyVerifier.Verify(assembly, references, new VerifierOptions());
        Assert.True(result.IsAccepted, string.Join('\n', result.Findings));

        using AssemblySet set = AssemblySet.Open(assembly, references);
        ReEmittedAssembly written = Assert.Single(AssemblyReEmitter.ReEmitPackage([set]));
        VerificationResult again = AssemblyVerifier.Verify(written.Bytes.Span, references, new VerifierOptions { Checks = VerificationChecks.Types });
        Assert.True(again.IsAccepted, string.Join('\n', again.Findings));
        using var module = Mono.Cecil.ModuleDefinition.ReadModule(new MemoryStream(written.Bytes.ToArray()));
        Assert.DoesNotContain(module.AssemblyReferences, r => r.Name is "FSharp.Core" || r.Name.StartsWith("Microsoft.", StringComparison.Ordinal));
    }

    /// <summary>The library as a whole cannot be carried: this is what stands in its way, and a change of it is news.</summary>
    [Fact]
    public void FSharp_Core_is_refused_as_part_of_a_package()
    {
        string library = Directory.GetFiles(Path.Combine(Setting("Packages"), "fsharp.core"), "FSharp.Core.dll", SearchOption.AllDirectories).First(f => f.Contains("netstandard2.1", StringComparison.Ordinal));
        using ReferenceSet references = Platform();
        VerificationResult result = AssemblyVerifier.Verify(File.ReadAllBytes(library), references, new VerifierOptions());
        Assert.False(result.IsAccepted);
    }

    private static IClock Start(string driver, DateTime time, out Mc146818 device)
    {
        var machine = new SimulatedMachine();
        device = new Mc146818(() => time.AddMilliseconds(300));
        machine.Attach(device, 0x70, 2);
        return Make(driver, machine.CreatePorts(new SimulatedDomain(), 0x70, 2));
    }

    private static IClock Make(string driver, IoPorts ports) => driver switch
    {
        "FSharpClock" => new Acme.Clocks.FSharpClock(ports),
        _ => new Acme.Clocks.VisualBasicClock(ports),
    };

    private static ReferenceSet Platform()
    {
        Toolchain toolchain = Toolchain.Locate();
        var references = new ReferenceSet();
        references.AddFolder(toolchain.FrameworkFolder);
        references.AddFolder(toolchain.RuntimeFolder);
        foreach (string name in SystemNames)
            references.AddFile(Beside(name));
        return references;
    }

    private static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");

    private static string Setting(string name) =>
        System.Reflection.CustomAttributeExtensions.GetCustomAttributes<System.Reflection.AssemblyMetadataAttribute>(typeof(ForeignLanguageTests).Assembly).Single(a => a.Key == name).Value!;
}
