using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Singular.Verifier.Sources;

namespace Singular.Verifier.Isolation.Tests.Sources;

/// <summary>Lines of source code in findings: right where the PDB is the assembly's own, absent otherwise, and never more than that.</summary>
public sealed class SourceFinderTests : IDisposable
{
    private const string Source = """
        public static class Sample
        {
            public static int First() => 1;

            public static unsafe int Read(int* place)
            {
                int before = 1;
                return before + *place;
            }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("pdb").FullName;

    private string Assembly => Path.Combine(_folder, "Sample.dll");

    private string Pdb => Path.Combine(_folder, "Sample.pdb");

    [Fact]
    public void ALineComesFromThePdbBesideTheAssembly()
    {
        (byte[] image, byte[] pdb) = Emit(DebugInformationFormat.PortablePdb);
        File.WriteAllBytes(Assembly, image);
        File.WriteAllBytes(Pdb, pdb);
        VerificationResult result = Verify(image);
        VerificationResult located = SourceFinder.Locate(result, Assembly);
        Finding finding = Assert.Single(located.Findings, f => f.ILOffset is > 0);
        Assert.Equal(("Sample.cs", 8), (finding.Source?.File, finding.Source?.Line));
        ExpectSameVerdict(result, located);
    }

    [Fact]
    public void ALineComesFromAnEmbeddedPdb()
    {
        (byte[] image, _) = Emit(DebugInformationFormat.Embedded);
        File.WriteAllBytes(Assembly, image);
        Assert.Contains(SourceFinder.Locate(Verify(image), Assembly).Findings, f => f.Source is { File: "Sample.cs", Line: 8 });
    }

    [Fact]
    public void ThePdbOfAnotherBuildSaysNothing()
    {
        (byte[] image, _) = Emit(DebugInformationFormat.PortablePdb);
        (_, byte[] other) = Emit(DebugInformationFormat.PortablePdb, "// another\n");
        File.WriteAllBytes(Assembly, image);
        File.WriteAllBytes(Pdb, other);
        Assert.All(SourceFinder.Locate(Verify(image), Assembly).Findings, f => Assert.Null(f.Source));
    }

    [Fact]
    public void WithoutAPdbNothingChanges()
    {
        (byte[] image, _) = Emit(DebugInformationFormat.PortablePdb);
        File.WriteAllBytes(Assembly, image);
        VerificationResult result = Verify(image);
        Assert.Equal(result.Findings, SourceFinder.Locate(result, Assembly).Findings);
    }

    /// <summary>A damaged PDB may cost the lines. The findings stay what they were, and nothing is thrown or takes long.</summary>
    [Fact]
    public void ADamagedPdbChangesNoVerdict()
    {
        (byte[] image, byte[] pdb) = Emit(DebugInformationFormat.PortablePdb);
        File.WriteAllBytes(Assembly, image);
        VerificationResult result = Verify(image);
        var random = new Random(11_25);
        int lost = 0;
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = (byte[])pdb.Clone();
            for (int changes = random.Next(1, 6); changes > 0; changes--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(Pdb, random.Next(10) == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            VerificationResult located = Timed.Within(TimeSpan.FromSeconds(1), () => SourceFinder.Locate(result, Assembly));
            ExpectSameVerdict(result, located);
            lost += located.Findings.Any(f => f.Source is not null) ? 0 : 1;
        }

        Assert.InRange(lost, 50, 499);
    }

    /// <summary>The size that an embedded PDB claims is not allocated before it is looked at.</summary>
    [Fact]
    public void AnEmbeddedPdbThatClaimsTwoGigabytesIsNone()
    {
        (byte[] image, _) = Emit(DebugInformationFormat.Embedded);
        int at = image.AsSpan().IndexOf("MPDB"u8);
        Assert.True(at > 0);
        image.AsSpan(at + 4, 4).Fill(0x7F);
        File.WriteAllBytes(Assembly, image);
        VerificationResult result = Verify(image);
        Assert.All(SourceFinder.Locate(result, Assembly).Findings, f => Assert.Null(f.Source));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void ExpectSameVerdict(VerificationResult result, VerificationResult located)
    {
        Assert.Equal(result.MethodsVerified, located.MethodsVerified);
        Assert.Equal(result.Findings, located.Findings.Select(f => f with { Source = null }));
    }

    private static VerificationResult Verify(byte[] image)
    {
        using ReferenceSet references = Compile.NewReferences();
        VerificationResult result = AssemblyVerifier.Verify(image, references, new VerifierOptions { Checks = VerificationChecks.Types });
        Assert.False(result.IsAccepted);
        return result;
    }

    private static (byte[] Image, byte[] Pdb) Emit(DebugInformationFormat format, string prefix = "")
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(SourceText.From(prefix + Source, System.Text.Encoding.UTF8), path: "Sample.cs");
        var compilation = CSharpCompilation.Create("Sample", [tree], [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, deterministic: true));
        using var image = new MemoryStream();
        using var pdb = new MemoryStream();
        EmitResult emitted = compilation.Emit(image, format == DebugInformationFormat.Embedded ? null : pdb, options: new EmitOptions(debugInformationFormat: format));
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return (image.ToArray(), pdb.ToArray());
    }
}
