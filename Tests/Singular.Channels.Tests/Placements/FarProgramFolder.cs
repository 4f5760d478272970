using System.Diagnostics;
using Singular.Builder;
using Singular.Builder.Generate;
using Singular.Builder.Generate.Entry;
using Singular.Channels.FarProcess;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Drivers;

namespace Singular.Channels.Tests.Placements;

/// <summary>A program that serves one channel in a process of its own, generated and written to a folder.</summary>
internal sealed class FarProgramFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("singular-far-").FullName;
    private bool _isWritten;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Starts a process and waits until it serves.</summary>
    /// <inheritdoc cref="Serve" path="/param"/>
    public Process Start(LinuxChannelMemory memory, string contract)
    {
        Process process = Start();
        Serve(process, memory, contract);
        return process;
    }

    /// <summary>Starts a process that waits for a channel to serve.</summary>
    public Process Start()
    {
        if (!_isWritten)
            WriteFiles();
        _isWritten = true;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(_folder, "FarEntry.dll"));
        Process process = Process.Start(start)!;
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        return process;
    }

    /// <summary>Has a process that waits serve a channel.</summary>
    /// <param name="process">It waits.</param>
    /// <param name="memory">The memory of its channel.</param>
    /// <param name="contract">Name of the interface that it serves.</param>
    internal static void Serve(Process process, LinuxChannelMemory memory, string contract)
    {
        process.StandardInput.WriteLine($"{memory.Path} {contract}");
        Assert.Equal("serving", process.StandardOutput.ReadLine());
    }

    internal static AssemblyFile GenerateEntry()
    {
        AssemblyFile far = GeneratedCode.FileOf(typeof(FarDriver).Assembly);
        return EntryGenerator.Generate(new EntryRequest
        {
            Name = "FarEntry",
            Drivers = [new EntryDriver("FarDriver", far, [])],
            Generated = [GenerateStubs()],
            Program = ("Singular.Channels.FarProcess", "Singular.Channels.FarProcess.FarProgram"),
            Platform = ("Singular.Channels.FarProcess", "Singular.Channels.FarProcess.FarPlatform"),
            References = [.. GeneratedCode.References, GeneratedCode.FileOf(typeof(ITrouble).Assembly), GeneratedCode.FileOf(typeof(DriverAttribute).Assembly)],
        });
    }

    private static AssemblyFile GenerateStubs() =>
        ContractGenerator.Generate(GeneratedCode.FileOf(typeof(ITrouble).Assembly), GeneratedCode.References);

    private void WriteFiles()
    {
        foreach (AssemblyFile file in new[]
        {
            GenerateEntry(), GenerateStubs(), GeneratedCode.FileOf(typeof(FarDriver).Assembly), GeneratedCode.FileOf(typeof(ITrouble).Assembly),
            GeneratedCode.FileOf(typeof(DriverAttribute).Assembly), GeneratedCode.References[0], GeneratedCode.References[1],
        })
        {
            File.WriteAllBytes(Path.Combine(_folder, file.Name + ".dll"), file.Bytes.ToArray());
        }
        File.WriteAllText(
            Path.Combine(_folder, "FarEntry.runtimeconfig.json"),
            """{"runtimeOptions":{"tfm":"net10.0","framework":{"name":"Microsoft.NETCore.App","version":"VERSION"},"configProperties":{"System.Globalization.Invariant":true}}}"""
                .Replace("VERSION", Environment.Version.ToString(), StringComparison.Ordinal));
    }
}
