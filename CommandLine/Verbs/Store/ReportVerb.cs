using System.CommandLine;
using System.Text;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class ReportVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The driver that crashed." };
        var log = new Option<FileInfo?>("--log") { Description = "What the machine's console said; only the lines about this driver are taken.", HelpName = "FILE" };
        var output = new Option<FileInfo?>("--output", "-o") { Description = "The zip file to write. Default: NAME-report.zip.", HelpName = "FILE" };
        var command = new Command("report", "Make a bundle for the driver's vendor: package, checks, placement, log lines. Keys, trust, policy, other drivers and the names of people, machines and folders stay here.") { name, log, output, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            string driver = parsed.GetRequiredValue(name);
            PlacedDriver placed = session.Plan().Drivers.FirstOrDefault(candidate => candidate.Driver.Manifest.Id == driver)
                ?? throw CommandFailure.CouldNotRun($"{SafeText.Escape(driver)} is not installed; 'singular list' names those that are.");
            string text = parsed.GetValue(log) is { } file ? Encoding.UTF8.GetString(Files.Read(file.FullName)) : "";
            byte[] bundle = CrashReport.Make(placed, text, Redaction.OfThisMachine(session.Root.Folder));
            string path = parsed.GetValue(output)?.FullName ?? Path.GetFullPath($"{driver}-report.zip");
            Files.Replace(path, bundle);
            Console.WriteLine($"{path}  {bundle.Length} bytes; look into it before you send it: unzip -p {Path.GetFileName(path)}");
            return ExitCode.Done;
        });
        return command;
    }
}
