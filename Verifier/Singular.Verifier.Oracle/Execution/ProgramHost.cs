using System.Runtime.InteropServices;
using Singular.Builder;
using Singular.Builder.Compile;

namespace Singular.Verifier.Oracle.Execution;

/// <summary>Runs programs of trials on the installed .NET and, compiled by the pinned ilc, natively.</summary>
internal sealed class ProgramHost
{
    private static readonly CompileLimits s_limits = new() { Time = TimeSpan.FromMinutes(20), ProcessorSeconds = 1_200 };

    private readonly Toolchain _toolchain;
    private readonly string _folder;

    public ProgramHost(Toolchain toolchain, string folder)
    {
        _toolchain = toolchain;
        _folder = folder;
    }

    /// <summary>Folders of the platform library that mutants are verified and compiled against.</summary>
    public static IReadOnlyList<string> FrameworkFolders(Toolchain toolchain) => [toolchain.FrameworkFolder, toolchain.RuntimeFolder];

    public ProgramRun OnDotNet(TrialProgram program)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "dotnet")).FullName;
        foreach (string old in Directory.GetFiles(folder))
            File.Delete(old);
        foreach (AssemblyFile assembly in program.Assemblies.Append(program.Entry))
        {
            using FileStream file = File.Create(Path.Combine(folder, assembly.Name + ".dll"));
            file.Write(assembly.Bytes.Span);
        }
        string settings = Path.Combine(folder, "trials.runtimeconfig.json");
        File.WriteAllText(settings, $$"""
            { "runtimeOptions": { "tfm": "net{{Environment.Version.Major}}.0", "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version.Major}}.0.0" } } }
            """);
        return new ProgramRun([Dotnet(), "exec", "--runtimeconfig", settings, Path.Combine(folder, program.Entry.Name + ".dll")], folder);
    }

    /// <summary>Compiles and links the program.</summary>
    /// <exception cref="BuildException">The compiler refuses it, fails, or would put throws in place of code.</exception>
    public ProgramRun Natively(TrialProgram program)
    {
        string cache = Path.Combine(_folder, "native");
        if (Directory.Exists(cache))
            Directory.Delete(cache, recursive: true);
        CompiledProgram compiled = new ProgramCompiler(_toolchain, new BuildCache(cache), s_limits).Compile(new ProgramRequest
        {
            Name = program.Entry.Name,
            Entry = program.Entry,
            Assemblies = program.Assemblies,
            Settings = new RuntimeSettings(256 << 10, 1L << 30),
        });
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(compiled.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new ProgramRun([compiled.Path], cache);
    }

    private static string Dotnet()
    {
        // The running framework lies in shared/Microsoft.NETCore.App/VERSION below the host.
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Path.Combine(root, "dotnet");
    }
}
