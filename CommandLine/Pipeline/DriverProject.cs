using System.ComponentModel;
using System.Diagnostics;
using System.IO.Compression;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>An author's project or solution, built and packed with the .NET SDK.</summary>
internal sealed class DriverProject(Workspace workspace, string path)
{
    /// <summary>What tells a driver package from what else a solution packs.</summary>
    private const string ManifestEntry = "singular/manifest.json";

    /// <summary>Runs <c>dotnet pack</c>.</summary>
    /// <param name="folder">Gets the packages, and in <c>symbols</c> the drivers' assemblies with their debug information.</param>
    /// <param name="properties">Further MSBuild properties, as <c>NAME=VALUE</c>.</param>
    /// <returns>The unsigned driver packages.</returns>
    /// <exception cref="CommandFailure">It does not build, or makes no driver package.</exception>
    public IReadOnlyList<string> Pack(string folder, IEnumerable<string> properties)
    {
        string packages = Path.Combine(folder, "packages");
        var start = new ProcessStartInfo("dotnet", ["pack", path, "--output", packages, "-p:SingularSymbolsFolder=" + SymbolsFolder(folder), .. properties.Select(property => "-p:" + property)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The build verifies and packs with this very program.
        start.Environment["SINGULAR_COMMAND"] = Environment.ProcessPath;
        start.Environment["SINGULAR_CHECKOUT"] = workspace.Checkout;
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        (int status, string output) = Run(start);
        if (status != 0)
            throw CommandFailure.Refused($"{path} does not build:{Environment.NewLine}{Errors(output)}");
        string[] drivers = Directory.Exists(packages) ? [.. Directory.EnumerateFiles(packages, "*.nupkg").Where(IsDriver).Order(StringComparer.Ordinal)] : [];
        return drivers.Length > 0 ? drivers : throw CommandFailure.CouldNotRun(
            $"{path} makes no driver package; a driver's project references the package Singular.Driver.Build. 'dotnet new singular-driver' makes one.");
    }

    /// <summary>Where <see cref="Pack"/> leaves the drivers' assemblies with their debug information.</summary>
    public static string SymbolsFolder(string folder) => Path.Combine(folder, "symbols");

    private static (int Status, string Output) Run(ProcessStartInfo start)
    {
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
        catch (Win32Exception)
        {
            throw CommandFailure.CouldNotRun("The .NET SDK is missing: there is no 'dotnet' on the PATH. Install the .NET SDK 10.");
        }
    }

    // The lines that say what is wrong, each once and without the name of the project behind them; all lines where there are none.
    private static string Errors(string output)
    {
        string[] lines = [.. output.Split('\n').Select(line => line.Trim())];
        string[] errors = [.. lines.Where(line => line.Contains(": error ", StringComparison.Ordinal) || line.Contains("error :", StringComparison.Ordinal) || line.StartsWith("MSBUILD", StringComparison.Ordinal))
            .Select(line => line.LastIndexOf(" [", StringComparison.Ordinal) is var end and > 0 ? line[..end] : line).Distinct()];
        return string.Join(Environment.NewLine, (errors.Length > 0 ? errors : lines).Select(SafeText.Escape));
    }

    private static bool IsDriver(string package)
    {
        using ZipArchive zip = ZipFile.OpenRead(package);
        return zip.GetEntry(ManifestEntry) is not null;
    }
}
