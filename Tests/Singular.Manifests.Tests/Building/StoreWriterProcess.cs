using System.Diagnostics;

namespace Singular.Manifests.Tests;

/// <summary>Runs the program that writes to a store, with faults of the disk or the power at its system calls.</summary>
internal sealed class StoreWriterProcess : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _library;

    public StoreWriterProcess()
    {
        _library = _folder["faults.so"];
        using Process compiler = Process.Start(new ProcessStartInfo("clang", ["-shared", "-fPIC", "-O1", "-o", _library, Path.Combine(AppContext.BaseDirectory, "Stores", "faults.c"), "-ldl"]))!;
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        Directory.CreateDirectory(_folder["root"]);
        File.WriteAllText(_folder["root/trust"], $"trust {Samples.Key.Fingerprint} as author for *\n");
        File.WriteAllText(_folder["root/policy"], "signer=author -> kernel\n");
        Root = Root.Open(_folder["root"]);
        Older = WriteSet("1.0.0");
        Newer = WriteSet("1.1.0");
    }

    public Root Root { get; }

    /// <summary>Files of the two packages of the older and the newer set, separated by a comma.</summary>
    public string Older { get; }

    public string Newer { get; }

    /// <summary>What is installed, in words; one of the whole sets or nothing.</summary>
    public string Installed => string.Join(' ', Root.Store.Installed().Drivers.Select(driver => $"{driver.Manifest.Id}-{driver.Manifest.Version}"));

    public void Dispose() => _folder.Dispose();

    /// <summary>The program's command. SINGULAR_STORE_WRITER names the same program compiled ahead of time, for long runs.</summary>
    public static string[] Program() => Environment.GetEnvironmentVariable("SINGULAR_STORE_WRITER") is { Length: > 0 } native
        ? [native]
        : ["dotnet", Path.Combine(Samples.ContractFolder, "Singular.Manifests.StoreWriter.dll")];

    /// <summary>Removes the store, so that the next run begins with nothing.</summary>
    public void Clear()
    {
        if (Directory.Exists(Root.Store.Folder))
            Directory.Delete(Root.Store.Folder, recursive: true);
    }

    /// <summary>Runs steps without a fault and counts the calls that could have failed.</summary>
    public int Count(params string[] steps)
    {
        (int status, string output) = Run(0, "none", steps);
        Assert.True(status == 0, output);
        return int.Parse(File.ReadAllText(_folder["count"]), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Runs steps with a fault at a call.</summary>
    /// <returns>The exit status and what was said.</returns>
    public (int Status, string Output) Run(int at, string kind, params string[] steps)
    {
        string[] program = Program();
        var start = new ProcessStartInfo(program[0], [.. program[1..], Root.Folder, Samples.ContractFolder, Older, Newer, .. steps]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LD_PRELOAD"] = _library;
        start.Environment["FAULT_AT"] = at.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["FAULT_KIND"] = kind;
        start.Environment["FAULT_COUNT"] = _folder["count"];
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private string WriteSet(string version)
    {
        string one = _folder[$"one-{version}.nupkg"];
        string two = _folder[$"two-{version}.nupkg"];
        File.WriteAllBytes(one, Samples.SignedClock("Acme.One", version, 0x300));
        File.WriteAllBytes(two, Samples.SignedClock("Acme.Two", version, 0x310));
        return $"{one},{two}";
    }
}
