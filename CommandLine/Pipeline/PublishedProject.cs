using System.Diagnostics;

namespace Singular.CommandLine.Pipeline;

/// <summary>Programs of the checkout that are built when they are first needed.</summary>
internal static class PublishedProject
{
    /// <summary>Publishes a project into a folder.</summary>
    /// <param name="project">Its folder or file.</param>
    /// <param name="folder">Where the program goes.</param>
    /// <param name="what">What it is, for the report.</param>
    /// <exception cref="CommandFailure">It could not be built.</exception>
    public static void Publish(string project, string folder, string what)
    {
        var start = new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-o", folder, "-v", "quiet"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
            return;
        string? line = (output + errors.Result).Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal));
        throw CommandFailure.CouldNotRun($"{what} could not be compiled: {line?.Trim() ?? "no message"}.");
    }
}
