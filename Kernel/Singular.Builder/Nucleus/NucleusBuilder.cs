using Singular.Builder.Compile;

namespace Singular.Builder.Nucleus;

/// <summary>Builds the nucleus with the script that lies beside its source, when the source or the compiler changed.</summary>
/// <param name="sourceFolder"><c>Kernel/Nucleus</c>.</param>
/// <param name="cache">Where the finished nucleus is kept.</param>
/// <param name="limits">What the script may use.</param>
public sealed class NucleusBuilder(string sourceFolder, BuildCache cache, CompileLimits limits)
{
    /// <summary>Name of the script in the source folder; its one argument is the folder for its results.</summary>
    private const string Script = "build.sh";

    /// <summary>Name of the result in that folder.</summary>
    private const string Result = "nucleus.elf";

    private const int ShownLines = 20;

    /// <summary>What the nucleus is made of. Another build in the same folder may have files of its tools there, which come and go.</summary>
    private static readonly string[] SourceExtensions = [".cs", ".csproj", ".ld", ".s", ".sh"];

    /// <summary>What the script may take over from the environment: where the tools and the NuGet packages are.</summary>
    private static readonly string[] Inherited = ["HOME", "PATH", "NUGET_PACKAGES", "DOTNET_ROOT", "DOTNET_CLI_HOME"];

    /// <summary>Makes the nucleus or takes it from the cache.</summary>
    /// <exception cref="BuildException">The source is missing, or the script failed.</exception>
    public CompiledProgram Build(CancellationToken cancellation = default)
    {
        string script = Path.Combine(sourceFolder, Script);
        if (!File.Exists(script))
            throw new BuildException(BuildCode.InputMissing, script, "there is no such file", "the nucleus' source", "Run `singular` from a checkout.");
        string key = Key();
        if (cache.Find(key) is { } finished)
            return new CompiledProgram(finished, FromCache: true);

        using var work = new WorkFolder();
        var tools = new ToolProcess(limits, ToolchainOptions.FromEnvironment().SearchPath, Environment());
        ToolRun run = tools.Run("bash", [Path.GetFullPath(script), work.FullPath], Path.GetFullPath(sourceFolder), cancellation);
        string result = work.File(Result);
        if (run.ExitCode != 0 || !File.Exists(result))
            throw new BuildException(
                BuildCode.NucleusFailed, script, $"it ended with status {run.ExitCode}", "status 0 and a nucleus",
                "Its last lines are below.", [.. run.Lines.TakeLast(ShownLines)]);
        return new CompiledProgram(cache.Add(key, result), FromCache: false);
    }

    private static Dictionary<string, string> Environment() =>
        Inherited.Select(name => (name, value: System.Environment.GetEnvironmentVariable(name)))
            .Where(variable => variable.value is not null)
            .ToDictionary(variable => variable.name, variable => variable.value!);

    private string Key()
    {
        using var hash = new InputHash();
        hash.Add("nucleus").Add(Toolchain.Version);
        foreach (string path in SourceFiles())
            hash.Add(Path.GetRelativePath(sourceFolder, path)).AddFile(path);
        return hash.Finish();
    }

    private IEnumerable<string> SourceFiles() =>
        Directory.EnumerateFiles(sourceFolder, "*", SearchOption.AllDirectories)
            .Where(path => SourceExtensions.Contains(Path.GetExtension(path)) && !Path.GetRelativePath(sourceFolder, path).Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);
}
