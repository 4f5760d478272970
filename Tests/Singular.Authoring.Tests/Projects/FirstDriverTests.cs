using System.Text.RegularExpressions;
using Singular.Manifests;

namespace Singular.Authoring.Tests.Projects;

/// <summary>What the document promises, and what an author does next with the project that it makes.</summary>
public sealed partial class FirstDriverTests(FirstDriverDocument document) : IClassFixture<FirstDriverDocument>
{
    private const string Release = "src/Acme.Rtc/bin/Release/Acme.Rtc.0.1.0.nupkg";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(6);

    [Fact]
    public void Every_command_of_the_document_works_and_prints_what_the_document_says()
    {
        Assert.True(document.Status == 0, $"a command failed with status {document.Status}:\n{document.Output}");
        Assert.True(document.Blocks.Count >= 10, "the document has lost its commands");
        for (int block = 0; block < document.Blocks.Count; block++)
        {
            string printed = document.OutputOf(block);
            foreach (string expected in document.Blocks[block].Expected)
                Assert.True(Pattern(expected).IsMatch(printed), $"block {block} does not print\n{expected}\nbut\n{printed}");
        }
    }

    [Fact]
    public void The_same_source_in_another_folder_gives_the_same_package()
    {
        string other = Copy("elsewhere");
        Succeeds($"cd '{other}'\ndotnet pack src/Acme.Rtc -o again\nsingular pack '{document.Project}/src/Acme.Rtc/obj/Release/net9.0/Acme.Rtc.dll' -o packed --authors 'Acme.Rtc developers' --license MIT");
        byte[] packed = File.ReadAllBytes(Path.Combine(other, "packed", "Acme.Rtc.0.1.0.nupkg"));
        Assert.Equal(packed, File.ReadAllBytes(Path.Combine(other, "again", "Acme.Rtc.0.1.0.nupkg")));
        // The document has signed the one that it made; what lies under the signature is the same.
        DriverPackage signed = PackageReader.Read(File.ReadAllBytes(Path.Combine(document.Project, Release)));
        Assert.True(signed.IsSigned);
        Assert.Equal(signed.DriverAssembly, PackageReader.Read(packed).DriverAssembly);
        Assert.Equal(signed.ManifestJson, PackageReader.Read(packed).ManifestJson);
        Assert.DoesNotContain(signed.Assemblies.Keys, name => name.EndsWith(".pdb", StringComparison.Ordinal));
    }

    [Fact]
    public void What_breaks_a_rule_is_an_error_of_the_build_with_its_code()
    {
        string project = Copy("broken");
        File.WriteAllText(Path.Combine(project, "src", "Acme.Rtc", "Typed.cs"), "namespace Acme.Rtc;\ninternal static class Typed\n{\n    public static int Count;\n}\n");
        string typed = Fails($"cd '{project}'\ndotnet build src/Acme.Rtc");
        Assert.Matches(@"Typed\.cs\(4,23\): error IsolationMutableStatic: ", typed);

        File.WriteAllText(Path.Combine(project, "src", "Acme.Rtc", "Typed.cs"), "namespace Acme.Rtc;\ninternal static class Typed\n{\n    public static object Box() => (1, 2);\n}\n");
        string compiled = Fails($"cd '{project}'\ndotnet build src/Acme.Rtc");
        Assert.Matches(@"error ProfileBoxing: ", compiled);
        Assert.Contains("error SingularVerify: Acme.Rtc breaks rules of drivers", compiled);
    }

    [Fact]
    public void A_private_dependency_rides_in_the_package_and_is_verified_like_the_driver()
    {
        string project = Copy("private");
        string library = Directory.CreateDirectory(Path.Combine(project, "src", "Acme.Bcd")).FullName;
        File.WriteAllText(Path.Combine(library, "Acme.Bcd.csproj"), "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net9.0</TargetFramework><CheckEolTargetFramework>false</CheckEolTargetFramework></PropertyGroup></Project>\n");
        string source = Path.Combine(library, "Bcd.cs");
        File.WriteAllText(source, "namespace Acme.Bcd;\npublic static class Bcd\n{\n    public static int Decode(byte value) => (value >> 4) * 10 + (value & 15);\n}\n");
        string driver = Path.Combine(project, "src", "Acme.Rtc", "RealTimeClock.cs");
        File.WriteAllText(driver, File.ReadAllText(driver).Replace("(value >> 4) * 10 + (value & 0x0F)", "Acme.Bcd.Bcd.Decode(value)", StringComparison.Ordinal));
        Succeeds($"cd '{project}'\ndotnet add src/Acme.Rtc reference src/Acme.Bcd\ndotnet pack src/Acme.Rtc -o out");
        DriverPackage package = PackageReader.Read(File.ReadAllBytes(Path.Combine(project, "out", "Acme.Rtc.0.1.0.nupkg")));
        Assert.Equal(["Acme.Bcd", "Acme.Rtc"], package.Assemblies.Keys.Order(StringComparer.Ordinal));

        File.WriteAllText(source, "namespace Acme.Bcd;\npublic static class Bcd\n{\n    public static int Last;\n    public static int Decode(byte value) => Last = (value >> 4) * 10 + (value & 15);\n}\n");
        string refused = Fails($"cd '{project}'\ndotnet pack src/Acme.Rtc -o out");
        Assert.Matches(@"error IsolationMutableStatic: .*Acme\.Bcd\.Bcd", refused);
    }

    /// <summary>Source files of the project, without what was built of them.</summary>
    private string Copy(string name)
    {
        string target = Path.Combine(document.Home.Work, name);
        foreach (string file in Directory.EnumerateFiles(document.Project, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(document.Project, file);
            if (relative.Split('/').Any(part => part is "bin" or "obj" or ".singular"))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(target, relative))!);
            File.Copy(file, Path.Combine(target, relative));
        }

        return target;
    }

    private void Succeeds(string script)
    {
        (int status, string output) = document.Home.Run(script, s_limit);
        Assert.True(status == 0, output);
    }

    private string Fails(string script)
    {
        (int status, string output) = document.Home.Run(script, s_limit);
        Assert.True(status == 1, $"status {status}:\n{output}");
        return output;
    }

    // Times and sizes differ from run to run, and columns with them.
    private static Regex Pattern(string line) =>
        new(Digits().Replace(Blanks().Replace(Regex.Escape(line), @"\s+"), @"\d+"));

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"(\\ )+")]
    private static partial Regex Blanks();
}
