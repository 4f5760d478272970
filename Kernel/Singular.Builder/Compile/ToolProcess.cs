using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Singular.Builder.Compile;

/// <summary>Runs a tool of the build as a child process: limited in time and memory, with a bare environment, in its own folder,
/// and without a network where the system lets us take it away.</summary>
/// <param name="limits">What the tool may use.</param>
/// <param name="searchPath">Where programs are found.</param>
/// <param name="environment">Variables beside the bare ones; they win over them.</param>
internal sealed class ToolProcess(CompileLimits limits, string searchPath, IReadOnlyDictionary<string, string>? environment = null)
{
    /// <summary>Exit statuses of a program ended by SIGKILL and by SIGXCPU (128 plus the signal's number).</summary>
    private const int Killed = 128 + 9;
    private const int ProcessorTimeUsedUp = 128 + 24;

    private static readonly Lock ProbeLock = new();
    private static string[]? s_isolation;

    /// <summary>Runs a tool to its end.</summary>
    /// <exception cref="BuildException"><see cref="BuildCode.LimitExceeded"/> or <see cref="BuildCode.ToolMissing"/>.</exception>
    /// <exception cref="OperationCanceledException">The tool was ended.</exception>
    internal ToolRun Run(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellation)
    {
        string[] command =
        [
            .. Isolation(searchPath),
            "prlimit",
            string.Create(CultureInfo.InvariantCulture, $"--cpu={limits.ProcessorSeconds}"),
            string.Create(CultureInfo.InvariantCulture, $"--data={limits.MemoryBytes}"),
            string.Create(CultureInfo.InvariantCulture, $"--fsize={limits.FileBytes}"),
            "--core=0",
            "--",
            program,
            .. arguments,
        ];
        var output = new StringBuilder();
        using Process process = Start(command, folder, searchPath, environment);
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        WaitForEnd(process, Path.GetFileName(program), cancellation);
        if (process.ExitCode is ProcessorTimeUsedUp or Killed)
            throw Exceeded(Path.GetFileName(program), $"it was ended after using up {limits.ProcessorSeconds} s of processor time or the machine's memory");
        lock (output)
            return new ToolRun(process.ExitCode, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));

        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                if (line.Data is { } text && output.Length + text.Length < limits.OutputCharacters)
                    output.Append(text).Append('\n');
            }
        }
    }

    private void WaitForEnd(Process process, string tool, CancellationToken cancellation)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timer.CancelAfter(limits.Time);
        try
        {
            process.WaitForExitAsync(timer.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            throw Exceeded(tool, $"it was still running after {limits.Time.TotalSeconds:0} s");
        }
    }

    private static Process Start(
        string[] command, string folder, string searchPath, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(Toolchain.Find(command[0], searchPath) ?? throw Missing(command[0]), command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // Nothing of the caller's environment may change what comes out.
        start.Environment.Clear();
        start.Environment["PATH"] = searchPath;
        start.Environment["HOME"] = folder;
        start.Environment["TMPDIR"] = folder;
        start.Environment["LC_ALL"] = "C";
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception)
        {
            throw Missing(command[0]);
        }
    }

    /// <summary>The prefix that takes the network away: as root, as an ordinary user by way of a user namespace, or empty where the
    /// system forbids both.</summary>
    private static string[] Isolation(string searchPath)
    {
        lock (ProbeLock)
        {
            string[][] candidates = [["unshare", "--net", "--"], ["unshare", "--user", "--map-current-user", "--net", "--"]];
            return s_isolation ??= Array.Find(candidates, candidate => Works(candidate, searchPath)) ?? [];
        }
    }

    private static bool Works(string[] prefix, string searchPath)
    {
        if (Toolchain.Find(prefix[0], searchPath) is null)
            return false;
        using Process process = Start([.. prefix, "true"], "/", searchPath, environment: null);
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static BuildException Exceeded(string tool, string found) =>
        new(BuildCode.LimitExceeded, tool, found, "an end within the limits", "A driver may be too large to compile; leave it out and try again.");

    private static BuildException Missing(string tool) =>
        new(BuildCode.ToolMissing, tool, "it is not on this machine", "it to be installed", "Run `singular setup`.");
}
