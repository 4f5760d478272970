using Singular.Verifier.Images;

namespace Singular.Verifier.Isolation.Tests.Images;

/// <summary>The structural rules hold for everything that the platform's own compilers made.</summary>
public class FrameworkImageTests
{
    public static TheoryData<string> Assemblies()
    {
        var data = new TheoryData<string>();
        foreach (string path in Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Order(StringComparer.Ordinal))
            data.Add(Path.GetFileName(path));
        return data;
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void EveryManagedAssemblyOfTheFrameworkIsWellFormed(string name)
    {
        string path = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name);
        byte[] bytes = File.ReadAllBytes(path);
        ImageReport report = ImageCheck.Run(bytes, new ImageLimits());
        if (!IsManaged(bytes))
            Assert.Equal(ImageCodes.CliHeader, Assert.Single(report.Findings).Code);
        else
            Assert.True(report.IsWellFormed, string.Join("\n", report.Findings.Where(f => f.Rule == ImageRule.Structure)));
    }

    private static bool IsManaged(byte[] image)
    {
        using var reader = new System.Reflection.PortableExecutable.PEReader(new MemoryStream(image));
        return reader.HasMetadata;
    }

    [Fact]
    public void TheWholeFrameworkIsCheckedInAMinuteOnABusyMachine()
    {
        var images = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Select(File.ReadAllBytes).ToList();
        int findings = Timed.Within(TimeSpan.FromSeconds(60), () => images.Sum(i => ImageCheck.Run(i, new ImageLimits()).Findings.Count));
        Assert.True(findings > 0);
    }
}
