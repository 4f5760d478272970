using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Singular.Builder;
using Singular.Builder.Images;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Emulation;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class BootVerb
{
    private static readonly Option<FileInfo?> Script = new("--script") { Description = "Run the shell commands of a file, or of standard input (-), print the transcript and exit with the script's status.", HelpName = "FILE|-" };
    private static readonly Option<int> Timeout = new("--timeout") { Description = "Seconds that a script may take.", DefaultValueFactory = _ => 120 };
    private static readonly Option<int> Processors = new("--smp") { Description = "Number of processors, 1 to 4.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Memory = new("--memory") { Description = "Guest memory in MiB.", DefaultValueFactory = _ => 512 };
    private static readonly Option<FileInfo?> Disk = new("--disk") { Description = "Keep the RAM disk in this file; it is made where it is missing.", HelpName = "FILE" };
    private static readonly Option<bool> Safe = new("--safe") { Description = "Put every driver into a process of its own; what may not run there is left out." };
    private static readonly Option<bool> Hosted = new("--hosted") { Description = "Run the same kernel as a Linux process with simulated devices." };
    private static readonly Option<bool> Native = new("--native") { Description = "With --hosted: compiled ahead of time instead of by the JIT." };
    private static readonly Option<string?> Clock = new("--clock") { Description = "Date and time, UTC, at which the real-time clock starts. Default: now.", HelpName = "YYYY-MM-DDTHH:MM:SS" };
    private static readonly Option<bool> CountInstructions = new("--icount") { Description = "One instruction lasts one nanosecond of guest time: runs repeat exactly." };

    public static Command Create()
    {
        var command = new Command("boot", "Make the image if anything changed and boot it in the emulator, to a shell on the serial line.")
        {
            Script, Timeout, Processors, Memory, Disk, Safe, Hosted, Native, Clock, CountInstructions, RootSession.RootOption,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        CheckOptions(parsed);
        string[]? commands = await MachineRun.ReadScriptAsync(parsed.GetValue(Script), cancellation);
        DateTime? clock = ReadClock(parsed.GetValue(Clock));
        RootSession session = RootSession.OpenOrCreate(parsed);
        StockDrivers.Update(session, new Progress());
        Policy policy = session.Root.Policy();
        if (parsed.GetValue(Safe))
            policy = Policy.Parse("package=* -> process\n" + policy.Text, session.Root.PolicyPath + " under --safe");
        var image = new SystemImage(session, policy);
        Func<Process> start = parsed.GetValue(Hosted)
            ? HostedStart(parsed, image, commands is not null, clock, cancellation)
            : MachineStart(parsed, image, commands is not null, clock, cancellation);
        if (commands is null && !parsed.GetValue(Hosted))
            Console.Error.WriteLine("Booting. 'poweroff' ends the machine; Ctrl-A X ends the emulator at once.");
        using Process machine = start();
        if (commands is null)
            return await (parsed.GetValue(Hosted) ? MachineRun.WaitHostedAsync(machine) : MachineRun.WaitEmulatedAsync(machine));
        return await MachineRun.RunScriptAsync(machine, commands, TimeSpan.FromSeconds(parsed.GetValue(Timeout)));
    }

    /// <summary>Finds what is wrong before anything is built.</summary>
    private static void CheckOptions(ParseResult parsed)
    {
        Emulator.CheckSize(parsed.GetValue(Processors), parsed.GetValue(Memory));
        if (parsed.GetValue(Timeout) < 1)
            throw CommandFailure.CouldNotRun($"--timeout takes 1 or more seconds; {parsed.GetValue(Timeout)} was given.");
        if (parsed.GetValue(Script) is null && Console.IsInputRedirected)
            throw CommandFailure.CouldNotRun("the shell needs a terminal and standard input is none; give the commands by --script FILE, or by --script - from standard input.");
    }

    private static DateTime? ReadClock(string? text)
    {
        if (text is null)
            return null;
        return DateTime.TryParseExact(text, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime clock)
            ? clock
            : throw CommandFailure.CouldNotRun($"--clock takes a date and time like 2026-01-31T12:00:00; '{SafeText.Escape(text)}' was given.");
    }

    private static Func<Process> MachineStart(ParseResult parsed, SystemImage image, bool isScript, DateTime? clock, CancellationToken cancellation)
    {
        string? disk = parsed.GetValue(Disk)?.FullName;
        if (disk is not null)
            RamDiskImage.CreateMissing(disk);
        BuiltImage built = image.Build(cancellation);
        var options = new EmulatorOptions
        {
            KernelFile = built.NucleusFile,
            ImageFile = built.ImageFile,
            CommandLine = isScript ? "script" : "",
            Processors = parsed.GetValue(Processors),
            MemoryMiB = parsed.GetValue(Memory),
            DiskFile = disk,
            ClockStart = clock,
            CountInstructions = parsed.GetValue(CountInstructions),
        };
        return () => isScript ? Emulator.StartPiped(options) : Emulator.StartInteractive(options);
    }

    private static Func<Process> HostedStart(ParseResult parsed, SystemImage image, bool isScript, DateTime? clock, CancellationToken cancellation)
    {
        string? disk = parsed.GetValue(Disk)?.FullName;
        if (disk is not null)
            RamDiskImage.CreateMissing(disk);
        HostedImage hosted = parsed.GetValue(Native) ? image.BuildHostedNative(cancellation) : image.BuildHosted();
        return () => HostedMachine.Start(hosted, isScript, [], clock, disk);
    }
}
