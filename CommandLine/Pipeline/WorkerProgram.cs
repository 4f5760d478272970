using System.Diagnostics;
using Singular.CommandLine.Session;

namespace Singular.CommandLine.Pipeline;

/// <summary>The second executable, <c>singular-worker</c>: what needs a just-in-time compiler runs there.</summary>
internal static class WorkerProgram
{
    /// <summary>Runs it with the same streams and returns its exit status. It is built where the sources have changed since.</summary>
    public static async Task<int> RunAsync(Workspace workspace, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [Obtain(workspace), .. arguments]);
        using Process process = Process.Start(start)!;
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // The terminal's interrupt went to both; the worker writes its report and ends.
            await process.WaitForExitAsync(CancellationToken.None);
        }
        return process.ExitCode;
    }

    /// <summary>Runs it and gives what it wrote to its standard output.</summary>
    /// <exception cref="CommandFailure">It failed; what it says of it has gone to the standard error.</exception>
    public static async Task<string> ReadAsync(Workspace workspace, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [Obtain(workspace), .. arguments]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? output : throw CommandFailure.CouldNotRun($"The worker's {arguments[0]} ended with status {process.ExitCode}.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string Obtain(Workspace workspace)
    {
        string folder = Path.Combine(workspace.Checkout, "artifacts", "worker");
        string program = Path.Combine(folder, "singular-worker.dll");
        string mark = Path.Combine(folder, "built-from");
        // The set-up script writes down what the command line was built from; the worker's sources are the same folders.
        string wanted = Path.Combine(workspace.Checkout, "artifacts", "cli", "built-from");
        string? source = File.Exists(wanted) ? File.ReadAllText(wanted) : null;
        if (File.Exists(program) && source is not null && File.Exists(mark) && File.ReadAllText(mark) == source)
            return program;
        new Progress().Run("Compiling the worker", () =>
            PublishedProject.Publish(Path.Combine(workspace.Checkout, "CommandLine", "Worker", "singular-worker.csproj"), folder, "The worker"));
        File.WriteAllText(mark, source ?? "");
        return program;
    }
}
