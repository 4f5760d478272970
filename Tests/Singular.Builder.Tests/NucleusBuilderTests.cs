using Singular.Builder.Compile;
using Singular.Builder.Nucleus;

namespace Singular.Builder.Tests;

public sealed class NucleusBuilderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Source => _folder.File("Nucleus");

    public NucleusBuilderTests()
    {
        Directory.CreateDirectory(Path.Combine(Source, "Memory"));
        File.WriteAllText(Path.Combine(Source, "Memory", "Frame.cs"), "one");
        Script("cat Memory/Frame.cs > \"$1/nucleus.elf\"");
    }

    public void Dispose() => _folder.Dispose();

    private void Script(string text) => File.WriteAllText(Path.Combine(Source, "build.sh"), text + "\n");

    private CompiledProgram Build() => new NucleusBuilder(Source, new BuildCache(_folder.File("cache")), new CompileLimits()).Build();

    [Fact]
    public void It_is_built_when_its_source_changed_and_only_then()
    {
        CompiledProgram first = Build();
        Assert.False(first.FromCache);
        Assert.Equal("one", File.ReadAllText(first.Path));
        Assert.True(Build().FromCache);
        File.WriteAllText(Path.Combine(Source, "Memory", "Frame.cs"), "two");
        CompiledProgram second = Build();
        Assert.False(second.FromCache);
        Assert.Equal("two", File.ReadAllText(second.Path));
    }

    [Fact]
    public void A_damaged_result_is_not_used()
    {
        string path = Build().Path;
        File.WriteAllText(path, "bad");
        CompiledProgram again = Build();
        Assert.False(again.FromCache);
        Assert.Equal("one", File.ReadAllText(again.Path));
    }

    [Theory]
    [InlineData("echo broken on purpose >&2; exit 3")]
    [InlineData("echo broken on purpose")]
    public void A_failed_script_is_reported_with_its_last_lines(string script)
    {
        Script(script);
        BuildException error = Assert.Throws<BuildException>(Build);
        Assert.Equal(BuildCode.NucleusFailed, error.Code);
        Assert.Equal("broken on purpose", Assert.Single(error.Details));
    }

    [Fact]
    public void Without_source_there_is_a_plain_error()
    {
        File.Delete(Path.Combine(Source, "build.sh"));
        Assert.Equal(BuildCode.InputMissing, Assert.Throws<BuildException>(Build).Code);
    }

    [Fact]
    public void Trimming_keeps_what_was_used_last()
    {
        var cache = new BuildCache(_folder.File("cache"));
        string old = new('a', 64), recent = new('b', 64);
        string content = _folder.File("content");
        File.WriteAllText(content, "12345678");
        File.SetLastWriteTimeUtc(cache.Add(old, content), DateTime.UtcNow.AddDays(-2));
        File.SetLastWriteTimeUtc(cache.Add(recent, content), DateTime.UtcNow.AddDays(-1));
        Assert.NotNull(cache.Find(recent));
        cache.Trim(10);
        Assert.Null(cache.Find(old));
        Assert.NotNull(cache.Find(recent));
    }
}
