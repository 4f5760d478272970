using System.CommandLine;
using System.Diagnostics;
using Singular.Builder;
using Singular.Builder.Images;
using Singular.Builder.Symbols;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Emulation;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class RunVerb
{
    private static readonly Argument<string> Project = new("PROJECT") { Description = "The driver's project or solution, or the folder that it lies in.", DefaultValueFactory = _ => "." };
    private static readonly Option<string> Place = new("--place") { Description = "kernel: linked into the kernel. process: a process of its own.", DefaultValueFactory = _ => "kernel", HelpName = "kernel|process" };
    private static readonly Option<bool> Hosted = new("--hosted") { Description = "Run the kernel as a Linux process with simulated devices, under the JIT: ready in seconds." };
    private static readonly Option<bool> Debug = new("--debug") { Description = "With --hosted, which it implies: wait for a .NET debugger before the driver starts." };
    private static readonly Option<FileInfo?> Script = new("--script") { Description = "Run the shell commands of a file, or of standard input (-), and exit with the script's status.", HelpName = "FILE|-" };
    private static readonly Option<int> Timeout = new("--timeout") { Description = "Seconds that a script may take.", DefaultValueFactory = _ => 120 };

    public static Command Create()
    {
        Place.AcceptOnlyFromAmong("kernel", "process");
        var command = new Command("run", "Build a driver's project, install it into a throw-away root and boot that.")
        {
            Project, Place, Hosted, Debug, Script, Timeout,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(Timeout) < 1)
            throw CommandFailure.CouldNotRun($"--timeout takes 1 or more seconds; {parsed.GetValue(Timeout)} was given.");
        if (parsed.GetValue(Script) is null && Console.IsInputRedirected)
            throw CommandFailure.CouldNotRun("the shell needs a terminal and standard input is none; give the commands by --script FILE, or by --script - from standard input.");
        string[]? commands = await MachineRun.ReadScriptAsync(parsed.GetValue(Script), cancellation);
        string path = Path.GetFullPath(parsed.GetRequiredValue(Project));
        if (!Path.Exists(path))
            throw CommandFailure.CouldNotRun($"{path} does not exist; name a driver's project, or the folder that it lies in.");
        Workspace workspace = Workspace.Find();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("singular-run-");
        try
        {
            bool isDebugged = parsed.GetValue(Debug);
            // A debugger shows the code as it was written only where the compiler left it so, and finds files by their real paths.
            string[] properties = isDebugged ? ["Configuration=Debug", "PathMap="] : ["Configuration=Release"];
            IReadOnlyList<string> packages = new Progress().Run($"Building {path}", () => new DriverProject(workspace, path).Pack(folder.FullName, properties));
            PlacementNames.TryParse(parsed.GetRequiredValue(Place), out Placement placement);
            TrialRoot trial = TrialRoot.Create(workspace, Path.Combine(folder.FullName, "root"), packages, placement);
            Tell(trial, placement);
            bool isHosted = isDebugged || parsed.GetValue(Hosted);
            using Process machine = isHosted
                ? StartHosted(trial, commands is not null, isDebugged ? placement : null, DriverProject.SymbolsFolder(folder.FullName))
                : StartEmulated(trial, commands is not null, cancellation);
            if (commands is not null)
                return await MachineRun.RunScriptAsync(machine, commands, TimeSpan.FromSeconds(parsed.GetValue(Timeout)));
            return await (isHosted ? MachineRun.WaitHostedAsync(machine) : MachineRun.WaitEmulatedAsync(machine));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Tell(TrialRoot trial, Placement placement)
    {
        foreach (DriverManifest driver in trial.Drivers)
            Console.Error.WriteLine($"{driver.Id} {driver.Version} in {placement.ToName()} placement, resources: {ManifestText.Resources(driver)}");
        foreach (DriverManifest driver in trial.Displaced)
            Console.Error.WriteLine($"{driver.Id} makes room: it has the same hardware, or provides the same contract to other drivers.");
    }

    private static Process StartEmulated(TrialRoot trial, bool isScript, CancellationToken cancellation)
    {
        BuiltImage built = new SystemImage(trial.Session, trial.Session.Root.Policy()).Build(cancellation);
        if (built.LeftOut.FirstOrDefault(left => trial.Drivers.Any(driver => driver.Id == left.Id)) is { } left)
            throw CommandFailure.Refused($"{left.Id} could not be put into the image: {left.Reason.Message}");
        var options = new EmulatorOptions
        {
            KernelFile = built.NucleusFile,
            ImageFile = built.ImageFile,
            CommandLine = isScript ? "script" : "",
        };
        if (isScript)
            return Emulator.StartPiped(options);
        Console.Error.WriteLine("Booting. 'poweroff' ends the machine; Ctrl-A X ends the emulator at once.");
        return Emulator.StartInteractive(options);
    }

    private static Process StartHosted(TrialRoot trial, bool isScript, Placement? debugged, string symbols)
    {
        HostedImage image = new SystemImage(trial.Session, trial.Session.Root.Policy()).BuildHosted();
        if (debugged is not { } placement)
            return HostedMachine.Start(image, isScript, [], clock: null, disk: null);
        DebugSymbols.CarryOver(image, symbols);
        // Whoever steps through a constructor needs longer for it than a driver may take.
        string waiting = placement == Placement.Kernel ? "kernel" : trial.Drivers[0].FirstInstance;
        return HostedMachine.Start(image, isScript, [$"debug={waiting}", "start-limit=600"], clock: null, disk: null);
    }
}
