using Singular.Builder.References;

namespace Singular.Builder.Compile;

/// <summary>Makes a static-PIE program from managed assemblies: reference check, compiler, assembler, linker; or takes it from the
/// cache when nothing that goes into it has changed.</summary>
public sealed class ProgramCompiler
{
    /// <summary>Part of every key. Raise it when a change here makes other programs from the same inputs.</summary>
    private const string Recipe = "1";

    /// <summary>How ilc says that it put a throw in place of code (its exit status is 0 all the same).</summary>
    private const string ThrowMark = "will always throw";

    private const int ShownLines = 12;

    private readonly Toolchain _toolchain;
    private readonly BuildCache _cache;
    private readonly ToolProcess _tools;

    /// <param name="toolchain">The tools.</param>
    /// <param name="cache">Where finished programs are kept.</param>
    /// <param name="limits">What each tool may use.</param>
    public ProgramCompiler(Toolchain toolchain, BuildCache cache, CompileLimits limits)
    {
        _toolchain = toolchain;
        _cache = cache;
        _tools = new ToolProcess(limits, ToolchainOptions.FromEnvironment().SearchPath);
    }

    /// <summary>The finished program when there is one from the same inputs, else null.</summary>
    public CompiledProgram? FindFinished(ProgramRequest request) =>
        _cache.Find(Key(request)) is { } path ? new CompiledProgram(path, FromCache: true) : null;

    /// <summary>Makes the program.</summary>
    /// <exception cref="BuildException">A reference does not resolve, a tool failed, or a limit was exceeded.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing was left behind.</exception>
    public CompiledProgram Compile(ProgramRequest request, CancellationToken cancellation = default)
    {
        if (FindFinished(request) is { } finished)
            return finished;
        new ReferenceChecker([_toolchain.RuntimeFolder, _toolchain.FrameworkFolder]).Check([request.Entry, .. request.Assemblies]);
        return CompileChecked(request, cancellation);
    }

    /// <summary>Compiles what has passed the reference check.</summary>
    internal CompiledProgram CompileChecked(ProgramRequest request, CancellationToken cancellation)
    {
        using var work = new WorkFolder();
        string managed = CompileManaged(request, work, cancellation);
        List<string> objects = [managed];
        foreach (string source in request.NativeModules.SelectMany(module => module.Sources))
            objects.Add(Assemble(source, work, objects.Count, cancellation));
        string program = work.File("program");
        ToolRun link = _tools.Run(_toolchain.LinkerDriver, CompilerArguments.Link(_toolchain, objects, program), work.FullPath, cancellation);
        if (link.ExitCode != 0)
            throw Failed(BuildCode.LinkFailed, request.Name, "the linker", link);
        return new CompiledProgram(_cache.Add(Key(request), program), FromCache: false);
    }

    private string CompileManaged(ProgramRequest request, WorkFolder work, CancellationToken cancellation)
    {
        string inputs = Directory.CreateDirectory(work.File("il")).FullName;
        List<string> lines = [WriteAssembly(request.Entry, inputs)];
        foreach (AssemblyFile assembly in request.Assemblies)
            lines.Add("-r:" + WriteAssembly(assembly, inputs));
        lines.Add($"-r:{_toolchain.RuntimeFolder}/*.dll");
        lines.Add($"-r:{_toolchain.FrameworkFolder}/*.dll");
        string output = work.File("managed.o");
        lines.Add("-o:" + output);
        lines.AddRange(CompilerArguments.Options(request));
        string response = work.File("ilc.rsp");
        File.WriteAllLines(response, lines);

        ToolRun run = _tools.Run(_toolchain.Compiler, ["@" + response], work.FullPath, cancellation);
        List<string> thrown = [.. run.Lines.Where(line => line.Contains(ThrowMark, StringComparison.Ordinal))];
        if (thrown.Count > 0)
            throw new BuildException(
                BuildCode.CompilerWillThrow, request.Name, $"the compiler would put a throw in place of {thrown.Count} method(s)",
                "code that can be compiled as it was verified", "The members named below are missing or wrong in this build's assemblies.", thrown);
        if (run.ExitCode != 0 || !File.Exists(output))
            throw Failed(BuildCode.CompilerFailed, request.Name, "the compiler", run);
        return output;
    }

    private static string WriteAssembly(AssemblyFile assembly, string folder)
    {
        string path = Path.Combine(folder, assembly.Name + ".dll");
        if (Path.GetDirectoryName(path) != folder || assembly.Name.AsSpan().IndexOfAny("*?\n\r\"") >= 0)
            throw new BuildException(BuildCode.NotCarried, assembly.Name, "a name that is no file name", "letters, digits, dots and dashes", "Rename the assembly.");
        using FileStream file = new(path, FileMode.CreateNew);
        file.Write(assembly.Bytes.Span);
        return path;
    }

    private string Assemble(string source, WorkFolder work, int number, CancellationToken cancellation)
    {
        string output = work.File($"native{number}.o");
        ToolRun run = _tools.Run(
            _toolchain.LinkerDriver, ["-c", "-x", "assembler-with-cpp", Path.GetFullPath(source), "-o", output], work.FullPath, cancellation);
        return run.ExitCode == 0 ? output : throw Failed(BuildCode.LinkFailed, source, "the assembler", run);
    }

    private string Key(ProgramRequest request)
    {
        using var hash = new InputHash();
        var driver = new FileInfo(_toolchain.LinkerDriver);
        hash.Add(Recipe).Add(Toolchain.Version).Add(driver.FullName).Add($"{driver.Length} {driver.LastWriteTimeUtc.Ticks}");
        hash.Add(request.Entry);
        // The order of references does not matter to the compiler, so it does not to the key.
        foreach (AssemblyFile assembly in request.Assemblies.OrderBy(assembly => assembly.Name, StringComparer.Ordinal))
            hash.Add(assembly);
        foreach (NativeModule module in request.NativeModules)
        {
            hash.Add(module.Library);
            foreach (string source in module.Sources)
                hash.AddFile(source);
        }
        foreach (string line in CompilerArguments.Options(request).Concat(CompilerArguments.LinkOptions))
            hash.Add(line);
        return hash.Finish();
    }

    private static BuildException Failed(BuildCode code, string subject, string tool, ToolRun run) =>
        new(code, subject, $"{tool} ended with status {run.ExitCode}", "status 0",
            "Its first lines are below.", [.. run.Lines.Take(ShownLines)]);
}
