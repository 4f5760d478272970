using System.CommandLine;
using Singular.Bench;
using Singular.Builder;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class BenchVerb
{
    private const string LoopbackDriver = "LoopbackDevice";

    /// <summary>Runs of the bench in the boot that goes by the clock; their middle is told.</summary>
    private const int TimedRuns = 7;

    private static readonly Option<bool> AsJson = new("--json") { Description = "An array of rows for programs." };
    private static readonly Option<bool> NoLinux = new("--no-linux") { Description = "Do not run the workload on Linux." };
    private static readonly Option<int> Timeout = new("--timeout") { Description = "Seconds that each of the five boots may take.", DefaultValueFactory = _ => 300 };

    public static Command Create()
    {
        var command = new Command("bench", "Measure calls, hand-overs, processes and the boot, beside Linux; status 1 when a target is not met.")
        {
            AsJson, NoLinux, Timeout, BenchChannelVerb.Create(), BenchVerifierVerb.Create(), BenchMutantsVerb.Create(),
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        Workspace workspace = Workspace.Find();
        string folder = Path.Combine(workspace.Checkout, "artifacts", "bench");
        TimeSpan timeout = TimeSpan.FromSeconds(parsed.GetValue(Timeout));
        string workload = WorkloadProgram.Obtain(workspace, Path.Combine(folder, "workload"));
        IReadOnlyList<Figure> linux = parsed.GetValue(NoLinux) ? [] : await RunLinuxAsync(workload, folder, timeout);

        RootSession session = OpenRoot(workspace);
        MachineFigures kernel = await RunSystemAsync(session, "kernel", timeout, cancellation, workload);
        MachineFigures process = await RunSystemAsync(session, "process", timeout, cancellation, workload);

        IReadOnlyList<BenchRow> rows = BenchReport.Make(kernel, process, linux);
        Console.Write(parsed.GetValue(AsJson) ? BenchText.Json(rows) + "\n" : BenchText.Table(rows));
        return rows.All(row => row.IsMet) ? ExitCode.Done : ExitCode.Refused;
    }

    private static async Task<IReadOnlyList<Figure>> RunLinuxAsync(string program, string folder, TimeSpan timeout)
    {
        string linux = Path.Combine(folder, "linux");
        string kernel = LinuxKernel.Obtain(linux);
        Console.Error.WriteLine("Running the workload on Linux …");
        return await LinuxMachine.RunAsync(kernel, program, linux, timeout);
    }

    /// <summary>A development root of the bench's own: what the owner has installed and decided is neither measured nor changed.</summary>
    internal static RootSession OpenRoot(Workspace workspace)
    {
        RootSession session = RootSession.OpenOrCreate(workspace, Path.Combine(workspace.Checkout, "artifacts", "bench", "root"));
        StockDrivers.Update(session, new Progress(), [ObtainLoopback(workspace)]);
        return session;
    }

    /// <summary>Builds the driver to which the bench moves buffers. No stock driver moves any.</summary>
    private static string ObtainLoopback(Workspace workspace)
    {
        string folder = Path.Combine(workspace.Checkout, "artifacts", "bench", LoopbackDriver);
        string project = Path.Combine(workspace.KernelSourceFolder, "Bench", LoopbackDriver);
        new Progress().Run("Building the bench's driver", () => PublishedProject.Publish(project, folder, "The bench's driver"));
        return Path.Combine(folder, LoopbackDriver + ".dll");
    }

    /// <summary>Runs the shell's <c>bench</c> with every stock driver in one placement.</summary>
    /// <param name="session">The bench's root.</param>
    /// <param name="placement"><c>kernel</c> or <c>process</c>.</param>
    /// <param name="timeout">For each of the two boots.</param>
    /// <param name="cancellation">Ends the building of the image.</param>
    /// <param name="workload">The program of the rows that Linux runs, too; null for none of them.</param>
    internal static async Task<MachineFigures> RunSystemAsync(
        RootSession session, string placement, TimeSpan timeout, CancellationToken cancellation, string? workload = null)
    {
        // The keyboard controller's port 0x64 can reset the machine, so its grant has to be written out.
        Policy policy = Policy.Parse($"package=Ps2Keyboard -> {placement} grant=machine\npackage=* -> {placement}\n", "the bench's policy");
        var programs = new Dictionary<string, string>();
        if (workload is not null)
            programs[WorkloadProgram.BootFile] = workload;
        BuiltImage image = new SystemImage(session, policy).Build(programs, cancellation);
        if (image.LeftOut.Count > 0)
            throw CommandFailure.Refused($"{image.LeftOut[0].Id} could not be built in {placement} placement: {image.LeftOut[0].Reason.Message}");
        Console.Error.WriteLine($"Running the bench with the drivers in {placement} placement …");
        return await SystemMachine.RunAsync(image.NucleusFile, image.ImageFile, TimedRuns, timeout);
    }
}
