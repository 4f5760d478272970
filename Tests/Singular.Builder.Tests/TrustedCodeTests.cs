using System.Text.Json;
using Singular.Builder.Compile;
using Singular.Builder.Trusted;

namespace Singular.Builder.Tests;

/// <summary>The list of trusted code says what is there.</summary>
public sealed class TrustedCodeTests
{
    private static readonly Lazy<IReadOnlyList<TrustedGroup>> Groups = new(() => new TrustedCode(Toolchain.Locate(), CheckoutFolder.Path, AppContext.BaseDirectory).List());

    [Fact]
    public void It_has_the_nucleus_runtime_compiler_library_verifier_and_shapes()
    {
        Assert.Equal(
            ["nucleus", "system assemblies", "runtime", "compiler", "library members of the driver profile", "verifier, re-emit, generated boundaries", "shapes recognised by their exact form"],
            Groups.Value.Select(g => g.Name));
        Assert.All(Groups.Value, g => Assert.NotEmpty(g.Items));
    }

    [Fact]
    public void Its_hashes_are_those_of_the_files()
    {
        TrustedItem compiler = Group("compiler").Items.Single(i => i.Name == "tools/ilc");
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Toolchain.Locate().Compiler))), compiler.Sha256);
        Assert.Contains(Toolchain.Version, Group("compiler").Total);
    }

    [Fact]
    public void Of_the_system_it_has_what_images_are_linked_from_and_no_more()
    {
        string[] names = [.. Group("system assemblies").Items.Select(item => item.Name)];
        Assert.Contains("Singular.Kernel.Machine.dll", names);
        Assert.Contains("Singular.Kernel.DriverHost.dll", names);
        Assert.Contains("Singular.Channels.Runtime.dll", names);
        // These lie in the same folder.
        Assert.DoesNotContain("Singular.Kernel.Hosting.dll", names);
        Assert.DoesNotContain("Singular.Builder.dll", names);
    }

    [Fact]
    public void Its_lines_are_those_of_the_sources()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "obj"));
        File.WriteAllText(Path.Combine(folder.Path, "A.cs"), "// comment\n\nclass A { }\n");
        File.WriteAllText(Path.Combine(folder.Path, "b.s"), "  nop\n  ret\n# comment\n");
        File.WriteAllText(Path.Combine(folder.Path, "obj", "Made.cs"), "class Made { }\n");
        SourceCount count = SourceCount.Of(folder.Path);
        Assert.Equal((1, 2), (count.CSharpLines, count.AssemblyLines));
        File.AppendAllText(Path.Combine(folder.Path, "b.s"), "\n");
        Assert.NotEqual(count.Sha256, SourceCount.Of(folder.Path).Sha256);
    }

    [Fact]
    public void Every_member_of_the_profile_has_its_assembly()
    {
        TrustedGroup library = Group("library members of the driver profile");
        int members = Verifier.Profile.DriverProfile.Current.Types.Sum(t => t.Members.Count);
        Assert.Equal(members, library.Items.Sum(i => int.Parse(i.Detail.Split(' ')[0], System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Text_and_JSON_say_the_same()
    {
        using var stream = new MemoryStream();
        TrustedJson.Write(stream, Groups.Value);
        using JsonDocument json = JsonDocument.Parse(stream.ToArray());
        var text = new StringWriter();
        TrustedText.Write(text, Groups.Value);
        foreach (JsonElement group in json.RootElement.GetProperty("groups").EnumerateArray())
        {
            Assert.Contains($"{group.GetProperty("name")}: {group.GetProperty("total")}", text.ToString());
            foreach (JsonElement item in group.GetProperty("items").EnumerateArray())
                Assert.Contains($"{item.GetProperty("name")}: {item.GetProperty("detail")}", text.ToString());
        }
    }

    private static TrustedGroup Group(string name) => Groups.Value.Single(g => g.Name == name);
}
