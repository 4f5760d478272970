using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Singular.Verifier.Oracle.Execution;

/// <summary>
/// Runs a program of trials in child processes and reads its report. A child that dies or hangs costs the trial that it was at; the next
/// child goes on behind it.
/// </summary>
/// <param name="program">The program and its leading arguments.</param>
/// <param name="folder">Where it runs.</param>
internal sealed class ProgramRun(IReadOnlyList<string> program, string folder)
{
    /// <summary>A trial that says nothing for so long has stopped getting on; machines under load are slow.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of the collected heap in hexadecimal, as the runtime reads it: 256 MiB.</summary>
    private const string HeapLimit = "0x10000000";

    /// <summary>Bytes allocated between two collections: small, so that a reference that is none meets the collector soon.</summary>
    private const string YoungHeap = "0x40000";

    private const int FuelStatus = 77;

    private readonly List<Observation> _observations = [];

    public IReadOnlyList<Observation> Observations => _observations;

    /// <summary>Trials that were ended for want of fuel, stack or patience.</summary>
    public int Ended { get; private set; }

    /// <summary>Runs the trials from one number up to another, which is left out.</summary>
    public void Run(int first, int end)
    {
        while (first < end)
            first = RunChild(first, end) + 1;
    }

    /// <summary>Runs one child; the number of the last trial that it began, or of the last of all when it came to its end.</summary>
    private int RunChild(int first, int end)
    {
        var start = new ProcessStartInfo(program[0])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in program.Skip(1))
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(first.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(end.ToString(CultureInfo.InvariantCulture));
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[
            ("DOTNET_GCHeapHardLimit", HeapLimit), ("DOTNET_GCgen0size", YoungHeap), ("DOTNET_gcConcurrent", "0"), ("DOTNET_TieredCompilation", "0"),
            ("DOTNET_DbgEnableMiniDump", "0"), ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1"), ("DOTNET_EnableDiagnostics", "0")])
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            if (errors.Length < 4_000)
                errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
        int current = first - 1;
        bool isComplete = false;
        bool isPatient = true;
        using var watch = new Timer(_ =>
        {
            isPatient = false;
            process.Kill(entireProcessTree: true);
        });
        watch.Change(s_patience, Timeout.InfiniteTimeSpan);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            watch.Change(s_patience, Timeout.InfiniteTimeSpan);
            string[] parts = line.Split(' ', 4);
            switch (parts[0])
            {
                case "@":
                    current = int.Parse(parts[1], CultureInfo.InvariantCulture);
                    break;
                case "!":
                    _observations.Add(new Observation(int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], parts[3]));
                    break;
                case ".":
                    isComplete = true;
                    break;
                default:
                    break;
            }
        }
        process.WaitForExit();
        if (isComplete && process.ExitCode == 0)
            return end - 1;
        string text = errors.ToString();
        if (!isPatient || process.ExitCode == FuelStatus || text.Contains("tack overflow", StringComparison.Ordinal))
        {
            Ended++;
        }
        else
        {
            _observations.Add(new Observation(Math.Max(current, first), "Signal",
                $"the process ended with status {process.ExitCode}; {text.ReplaceLineEndings(" ")[..Math.Min(text.Length, 800)]}"));
        }
        return Math.Max(current, first);
    }
}
