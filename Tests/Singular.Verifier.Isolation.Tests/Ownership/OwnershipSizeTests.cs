using System.Diagnostics;
using System.Text;
using Singular.Verifier.Ownership;
using Xunit.Abstractions;

namespace Singular.Verifier.Isolation.Tests.Ownership;

/// <summary>Large methods: the analysis comes to an end in time, and its verdict is the one of small ones.</summary>
public sealed class OwnershipSizeTests(ITestOutputHelper output)
{
    private static readonly Lazy<byte[]> Contracts = new(() =>
        Compile.Library(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Ownership", "Corpus", "Contracts.cs")), "Corpus.Contracts"));

    /// <summary>One unit is enough for a test run; more say how the time grows.</summary>
    private static int Scale => int.TryParse(Environment.GetEnvironmentVariable("SINGULAR_OWNERSHIP_SCALE"), out int scale) ? scale : 1;

    [Theory]
    [InlineData("blocks one after another", 400)]
    [InlineData("blocks in one another", 40)]
    [InlineData("branches", 400)]
    [InlineData("awaits", 60)]
    public void ALargeMethodIsFollowedInTime(string shape, int size)
    {
        byte[] library = Compile.Library("using Singular.Channels; using Corpus; public class C { " + Method(shape, size * Scale) + " }", references: Contracts.Value);
        var watch = Stopwatch.StartNew();
        IReadOnlyList<Finding> findings = Timed.Within(TimeSpan.FromSeconds(20 * Scale * Scale), () => Compile.Verify(library, VerificationChecks.Contracts, Contracts.Value));
        output.WriteLine($"{shape}, {size * Scale}: {watch.ElapsedMilliseconds} ms with the references, {library.Length} bytes");
        Compile.ExpectNone(findings);
    }

    [Fact]
    public void TheLastLineOfALargeMethodIsNotForgotten()
    {
        string code = Method("blocks one after another", 200);
        code = code[..code.LastIndexOf('}')] + "d.Read(1); }";
        byte[] library = Compile.Library("using Singular.Channels; using Corpus; public class C { " + code + " }", references: Contracts.Value);
        Assert.Equal([OwnershipCodes.Overwritten], Compile.CodesOf(Compile.Verify(library, VerificationChecks.Contracts, Contracts.Value)));
    }

    private static string Method(string shape, int size)
    {
        var code = new StringBuilder();
        switch (shape)
        {
            case "blocks one after another":
                for (int i = 0; i < size; i++)
                {
                    // A method may have 63 pins.
                    string pin = i < 60 ? $"using (var p = b{i}.Pin()) d.Fill(p.Span);" : "";
                    code.Append($"using (var b{i} = d.Read({i})) {{ {pin} d.Write({i}, b{i}); }}\n");
                }

                break;
            case "blocks in one another":
                for (int i = 0; i < size; i++)
                    code.Append($"using var b{i} = d.Read({i});\n");
                for (int i = 0; i < size; i++)
                    code.Append($"d.Write({i}, b{i});\n");
                break;
            case "branches":
                code.Append("using var b = d.Read(0); using var c = d.Read(1);\n");
                for (int i = 0; i < size; i++)
                    code.Append($"if (d.Size() == {i} && b.Length > {i} || c.Length < {i}) d.Size();\n");
                break;
            default:
                code.Append("using var b = d.Read(0);\n");
                for (int i = 0; i < size; i++)
                    code.Append($"await d.WriteLater({i}, await d.ReadLater(b.Length));\n");
                return $"public static async ValueTask M(IDisk d) {{ {code} }}";
        }

        return $"public static void M(IDisk d) {{ {code} }}";
    }
}
