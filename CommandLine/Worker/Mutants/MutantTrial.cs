using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Singular.Worker.Mutants;

/// <summary>Checks assemblies in place of a driver's own, each in a process of its own, which is ended when it hangs.</summary>
/// <param name="image">Folder of the hosted image.</param>
/// <param name="runs">How often each property is tried.</param>
/// <param name="seed">What everything random follows from.</param>
internal sealed class MutantTrial(string image, int runs, int seed)
{
    /// <summary>Nothing that a stock driver allocates comes near it (bytes); a mutant that allocates without end is stopped by it.</summary>
    private const long HeapLimit = 1L << 30;

    /// <summary>Checks an assembly.</summary>
    /// <param name="assembly">Its path; null for the driver as it is.</param>
    /// <param name="report">Where the check may write its report.</param>
    /// <param name="limit">How long it may take.</param>
    internal (MutantEnd End, string How) Run(string? assembly, string report, TimeSpan limit)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            typeof(MutantTrial).Assembly.Location, "check", image, "--placement", "kernel", "--quiet", "--first", "--report", report,
            "--runs", runs.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture),
            .. assembly is null ? (string[])[] : ["--assembly", assembly],
        ])
        { RedirectStandardError = true };
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit.ToString("X", CultureInfo.InvariantCulture);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            return (MutantEnd.Hung, string.Create(CultureInfo.InvariantCulture, $"not done after {limit.TotalSeconds:0} s in: {LastLine(errors.Result)}"));
        }
        return process.ExitCode switch
        {
            ExitStatus.Done => (MutantEnd.Survived, ""),
            ExitStatus.CheckFailed => (MutantEnd.Found, Violation(report)),
            // What a mutant does to the runtime itself, a stack overflow say, ends the process: nobody could miss that.
            ExitStatus.Internal or > 128 => (MutantEnd.Found, $"the process ended with status {process.ExitCode}: {LastLine(errors.Result)}"),
            _ => throw new InvalidDataException($"The check of {assembly ?? image} could not be made: {LastLine(errors.Result)}"),
        };
    }

    private static string LastLine(string text) => text.Trim().Split('\n')[^1];

    private static string Violation(string report)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(report));
        JsonElement last = json.RootElement.GetProperty("properties").EnumerateArray().Last();
        string[] lines = last.GetProperty("violation").GetString()!.Split('\n');
        return $"run {last.GetProperty("runs").GetInt32()}: {lines[0].Trim()}";
    }
}
