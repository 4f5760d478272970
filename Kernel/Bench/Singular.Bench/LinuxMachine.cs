using System.Diagnostics;
using Singular.Emulation;

namespace Singular.Bench;

/// <summary>Runs the workload on Linux in the emulator, as the first and only program.</summary>
public static class LinuxMachine
{
    // The serial line is the console; without mitigations, because the nucleus has none either; a panic ends the machine.
    private const string CommandLine = "console=ttyS0 quiet mitigations=off tsc=reliable panic=-1";

    /// <param name="kernel">The kernel file.</param>
    /// <param name="workload">The workload program, static.</param>
    /// <param name="folder">Takes the initial RAM disk.</param>
    /// <param name="timeout">For the whole run.</param>
    /// <exception cref="EmulatorException">The machine did not print its last line in time.</exception>
    public static async Task<IReadOnlyList<Figure>> RunAsync(string kernel, string workload, string folder, TimeSpan timeout)
    {
        string ramDisk = MakeRamDisk(workload, folder);
        using Process machine = Emulator.StartPiped(new EmulatorOptions
        {
            KernelFile = kernel,
            ImageFile = ramDisk,
            CommandLine = CommandLine,
            CountInstructions = true,
        });
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            string output = await machine.StandardOutput.ReadToEndAsync(limit.Token);
            IReadOnlyList<Figure> figures = FigureReader.Read(output);
            return output.Split('\n').Any(line => line.TrimEnd() == "end")
                ? figures
                : throw new EmulatorException($"The workload on Linux stopped after {figures.Count} rows: {LastLine(output)}");
        }
        catch (OperationCanceledException)
        {
            throw new EmulatorException($"The workload on Linux did not end within {timeout.TotalSeconds:0} seconds.");
        }
        finally
        {
            if (!machine.HasExited)
                machine.Kill();
        }
    }

    /// <summary>Writes an initial RAM disk (cpio, format "newc") that holds the workload as <c>/init</c> and a console.</summary>
    private static string MakeRamDisk(string workload, string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "workload.cpio");
        using var archive = new CpioWriter(File.Create(path));
        archive.AddDirectory("dev");
        archive.AddCharacterDevice("dev/console", major: 5, minor: 1);
        archive.AddProgram("init", File.ReadAllBytes(workload));
        return path;
    }

    private static string LastLine(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "(no output)";
}
