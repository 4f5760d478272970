using System.CommandLine;
using Singular.Bench;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class BenchVerifierVerb
{
    private static readonly Option<DirectoryInfo> Framework = new("--framework") { Description = "Folder of the assemblies to verify. Default: the newest .NET runtime that is installed.", HelpName = "DIR" };
    private static readonly Option<bool> AsJson = new("--json") { Description = "An array of rows for programs." };

    public static Command Create()
    {
        var command = new Command("verifier", "Verify the whole .NET framework for type safety and show speed and memory; status 1 when a target is not met.") { Framework, AsJson };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), cancellation));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = parsed.GetValue(Framework)?.FullName ?? SharedFramework.Find()
            ?? throw CommandFailure.CouldNotRun("No .NET runtime was found at DOTNET_ROOT or beside a dotnet on the PATH; name the folder of its assemblies with --framework.");
        if (!Directory.Exists(folder))
            throw CommandFailure.CouldNotRun($"{SafeText.Escape(folder)} is not a folder.");
        IReadOnlyList<BenchRow> rows = VerifierBench.Run(folder, Environment.ProcessorCount, cancellation);
        Console.Write(parsed.GetValue(AsJson) ? BenchText.Json(rows) + "\n" : BenchText.Table(rows));
        return rows.All(row => row.IsMet) ? ExitCode.Done : ExitCode.Refused;
    }
}
