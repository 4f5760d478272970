using System.Diagnostics;

namespace Singular.Verifier.SecondOpinion;

/// <summary>The ilverify of this machine.</summary>
public sealed class ILVerifyProgram
{
    private const string Name = "ilverify";

    /// <summary>Exit statuses: nothing found, errors found. Every other one means that it could not do its work.</summary>
    private const int Clean = 0;
    private const int Errors = 2;

    private readonly string _path;

    private ILVerifyProgram(string path) => _path = path;

    /// <summary>The first one on a search path (folders between colons), or null.</summary>
    public static ILVerifyProgram? Find(string searchPath)
    {
        ArgumentNullException.ThrowIfNull(searchPath);
        var found = searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(static folder => Path.Combine(folder, Name)).FirstOrDefault(IsProgram);
        return found is null ? null : new ILVerifyProgram(found);
    }

    /// <summary>Verifies one file and reads what is printed.</summary>
    /// <param name="file">The assembly.</param>
    /// <param name="references">Files, and folders whose <c>*.dll</c> count.</param>
    /// <param name="systemModule">Simple name of the assembly that defines System.Object.</param>
    /// <param name="cancellation">Ends the program.</param>
    /// <exception cref="SecondOpinionException">It could not be started or did not finish its work.</exception>
    public async Task<ILVerifyOutput> RunAsync(string file, IReadOnlyList<string> references, string systemModule, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(references);
        var start = new ProcessStartInfo(_path) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(file);
        foreach (var reference in references)
        {
            start.ArgumentList.Add("--reference");
            start.ArgumentList.Add(Directory.Exists(reference) ? Path.Combine(reference, "*.dll") : reference);
        }
        start.ArgumentList.Add("--system-module");
        start.ArgumentList.Add(systemModule);
        using var process = Start(start);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            var parsed = ILVerifyOutput.Parse(output.Split('\n'));
            if (process.ExitCode is not (Clean or Errors) || !parsed.IsComplete)
                throw new SecondOpinionException($"{_path} did not finish the verification of {file}: status {process.ExitCode}, {FirstLine(await errors, output)}");
            return parsed;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new SecondOpinionException($"{_path} could not be started.");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new SecondOpinionException($"{_path} could not be started: {error.Message}.");
        }
    }

    private static string FirstLine(string errors, string output)
    {
        var text = errors.Trim().Length != 0 ? errors.Trim() : output.Trim();
        return text.Length == 0 ? "no output" : $"\"{Reports.ReportText.OneLine(text.Split('\n')[0])}\"";
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
