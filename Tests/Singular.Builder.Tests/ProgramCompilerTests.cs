using System.Diagnostics;
using Singular.Builder.Compile;
using Singular.Builder.ReEmit;
using Singular.Verifier;

namespace Singular.Builder.Tests;

/// <summary>The compiler for real; each of these takes seconds, so they are few.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ProgramCompilerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ProgramCompiler Compiler(CompileLimits? limits = null, string cache = "cache") =>
        new(Toolchain.Locate(), new BuildCache(_folder.File(cache)), limits ?? new CompileLimits());

    private static AssemblyFile ReEmittedSamples()
    {
        using ReferenceSet references = Samples.Platform();
        using AssemblySet set = AssemblySet.Open(File.ReadAllBytes(Samples.Path), references);
        ReEmittedAssembly written = AssemblyReEmitter.ReEmitContract(set);
        return new AssemblyFile(written.Name, written.Bytes);
    }

    private static ProgramRequest Request(AssemblyFile samples) => new()
    {
        Name = "test program",
        Entry = AssemblyFile.Read(Samples.ProgramPath),
        Assemblies = [samples],
        NativeModules = [new NativeModule("sample_native", [Samples.NativeSource])],
        Settings = RuntimeSettings.Driver,
    };

    [Fact]
    public void A_re_emitted_assembly_compiles_links_with_native_code_and_does_the_same()
    {
        ProgramRequest request = Request(ReEmittedSamples());
        Assert.Null(Compiler().FindFinished(request));
        CompiledProgram program = Compiler().Compile(request);
        Assert.False(program.FromCache);

        string executable = _folder.File("run");
        File.Copy(program.Path, executable);
        File.SetUnixFileMode(executable, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string managed = Output("dotnet", [Samples.ProgramPath]);
        Assert.Equal(20, managed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(managed + "42\n", Output(executable, ["native"]));
        AssertStaticPie(File.ReadAllBytes(executable));

        CompiledProgram again = Compiler().Compile(request);
        Assert.True(again.FromCache);
        Assert.Equal(program.Path, again.Path);

        // With a cache that is empty, in another folder of another length, the same bytes come out.
        CompiledProgram rebuilt = Compiler(cache: "another/cold-cache").Compile(request);
        Assert.False(rebuilt.FromCache);
        Assert.NotEqual(program.Path, rebuilt.Path);
        Assert.Equal(File.ReadAllBytes(program.Path), File.ReadAllBytes(rebuilt.Path));
    }

    [Fact]
    public void Code_that_the_compiler_would_replace_by_a_throw_is_refused_by_each_of_two_checks()
    {
        byte[] without = Samples.Changed(module => module.GetType("Samples.Language").Methods.Single(m => m.Name == "RunEnums").Name = "Gone");
        ProgramRequest request = Request(new AssemblyFile("Singular.Builder.Samples", without));

        BuildException early = Assert.Throws<BuildException>(() => Compiler().Compile(request));
        Assert.Equal(BuildCode.UnresolvedReference, early.Code);
        Assert.Contains("RunEnums", Assert.Single(early.Details));

        BuildException late = Assert.Throws<BuildException>(() => Compiler().CompileChecked(request, CancellationToken.None));
        Assert.Equal(BuildCode.CompilerWillThrow, late.Code);
        Assert.Contains(late.Details, line => line.Contains("RunEnums", StringComparison.Ordinal));
    }

    [Fact]
    public void A_compiler_that_takes_too_long_or_too_much_memory_is_ended()
    {
        ProgramRequest request = Request(AssemblyFile.Read(Samples.Path));
        BuildException slow = Assert.Throws<BuildException>(() => Compiler(new CompileLimits { Time = TimeSpan.FromMilliseconds(50) }).Compile(request));
        Assert.Equal(BuildCode.LimitExceeded, slow.Code);
        BuildException large = Assert.Throws<BuildException>(() => Compiler(new CompileLimits { MemoryBytes = 20 << 20 }).Compile(request));
        Assert.Contains(large.Code, new[] { BuildCode.CompilerFailed, BuildCode.LimitExceeded });
        Assert.Null(Compiler().FindFinished(request));
    }

    [Fact]
    public void A_cancelled_compile_ends_and_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        ProgramRequest request = Request(AssemblyFile.Read(Samples.Path));
        Assert.ThrowsAny<OperationCanceledException>(() => Compiler().CompileChecked(request, cancellation.Token));
        Assert.Null(Compiler().FindFinished(request));
    }

    [Fact]
    public void What_the_assembler_says_reaches_the_person()
    {
        string bad = _folder.File("bad.S");
        File.WriteAllText(bad, "nonsense %rax\n");
        ProgramRequest request = Request(AssemblyFile.Read(Samples.Path)) with { NativeModules = [new NativeModule("sample_native", [bad])] };
        BuildException error = Assert.Throws<BuildException>(() => Compiler().CompileChecked(request, CancellationToken.None));
        Assert.Equal(BuildCode.LinkFailed, error.Code);
        Assert.Contains(error.Details, line => line.Contains("nonsense", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_tool_is_named()
    {
        BuildException compiler = Assert.Throws<BuildException>(() => Toolchain.Locate(new ToolchainOptions(_folder.Path, "/usr/bin")));
        Assert.Equal(BuildCode.ToolMissing, compiler.Code);
        Assert.Contains(Toolchain.Version, compiler.Message);
        Assert.Contains("singular setup", compiler.Message);
        BuildException linker = Assert.Throws<BuildException>(
            () => Toolchain.Locate(ToolchainOptions.FromEnvironment() with { SearchPath = _folder.Path }));
        Assert.Contains("clang", linker.Message);
    }

    /// <summary>ELF64, x86-64, ET_DYN, no interpreter (System V ABI, "ELF Header" and "Program Header").</summary>
    private static void AssertStaticPie(byte[] elf)
    {
        Assert.Equal(new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2 }, elf[..5]);
        Assert.Equal(3, BitConverter.ToUInt16(elf, 16));
        Assert.Equal(62, BitConverter.ToUInt16(elf, 18));
        int table = (int)BitConverter.ToUInt64(elf, 32);
        for (int i = 0; i < BitConverter.ToUInt16(elf, 56); i++)
            Assert.NotEqual(3u, BitConverter.ToUInt32(elf, table + i * BitConverter.ToUInt16(elf, 54)));
    }

    private static string Output(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
