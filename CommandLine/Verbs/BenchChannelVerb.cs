using System.CommandLine;
using Singular.Bench;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;

namespace Singular.CommandLine.Verbs;

internal static class BenchChannelVerb
{
    private static readonly Option<bool> AsJson = new("--json") { Description = "An array of rows for programs." };
    private static readonly Option<bool> NoMachine = new("--no-machine") { Description = "Only what is measured on this host." };
    private static readonly Option<bool> NoHost = new("--no-host") { Description = "Only what is measured in the machine." };
    private static readonly Option<int> Timeout = new("--timeout") { Description = "Seconds that each of the four boots may take.", DefaultValueFactory = _ => 300 };

    public static Command Create()
    {
        var command = new Command("channel", "Measure calls between domains: in the kernel, to a process, many under way; and on this host beside a pipe, a Unix socket and a futex pair; status 1 when a target is not met.")
        {
            AsJson, NoMachine, NoHost, Timeout,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        Workspace workspace = Workspace.Find();
        List<BenchRow> rows = [];
        if (!parsed.GetValue(NoMachine))
        {
            TimeSpan timeout = TimeSpan.FromSeconds(parsed.GetValue(Timeout));
            RootSession session = BenchVerb.OpenRoot(workspace);
            MachineFigures kernel = await BenchVerb.RunSystemAsync(session, "kernel", timeout, cancellation);
            MachineFigures process = await BenchVerb.RunSystemAsync(session, "process", timeout, cancellation);
            rows.AddRange(ChannelReport.OfMachine(kernel, process));
        }
        if (!parsed.GetValue(NoHost))
        {
            Console.Error.WriteLine("Running the bench between two processes of this host …");
            rows.AddRange(ChannelReport.OfHost(FigureReader.Read(await WorkerProgram.ReadAsync(workspace, ["bench-channel"], cancellation))));
        }
        Console.Write(parsed.GetValue(AsJson) ? BenchText.Json(rows) + "\n" : BenchText.Table(rows));
        return rows.All(row => row.IsMet) ? ExitCode.Done : ExitCode.Refused;
    }
}
