using System.CommandLine;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class StoreVerb
{
    public static Command Create() => new("store", "Where installed packages lie.") { Check() };

    private static Command Check()
    {
        var mend = new Option<bool>("--mend") { Description = "Mend what can be mended: from the store's own copies, from packages of --source, by making assemblies again from their packages." };
        var source = new SourceOptions();
        Option<bool> json = JsonText.Option("One line: an array of objects.");
        var command = new Command("check", "Read everything in the store and compare it with its hashes; status 1 when something is damaged.") { mend, json, RootSession.RootOption };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            IReadOnlyList<StoreFinding> findings = parsed.GetValue(mend) ? Mend(session, source.Open(parsed)) : StoreInspection.Run(session.Root.Store);
            if (parsed.GetValue(json))
                PrintJson(findings);
            else
                Print(findings);
            return findings.All(finding => finding.IsHarmless || finding.IsMended) ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static IReadOnlyList<StoreFinding> Mend(RootSession session, IPackageFeed? feed)
    {
        // The stock drivers' packages lie in the root, too.
        string own = Path.Combine(session.Root.Folder, "packages");
        string[] files = Directory.Exists(own) ? [.. Directory.EnumerateFiles(own, "*.nupkg")] : [];
        return new StoreMending(session.Root, new DriverVerification(session.Workspace), new DriverReEmission(session.Workspace), files, feed).Run();
    }

    private static void Print(IReadOnlyList<StoreFinding> findings)
    {
        foreach (StoreFinding finding in findings)
            Console.WriteLine(finding);
        int damaged = findings.Count(finding => !finding.IsHarmless && !finding.IsMended);
        Console.WriteLine(damaged == 0 ? "The store is sound." : $"{damaged} things are damaged.");
    }

    private static void PrintJson(IReadOnlyList<StoreFinding> findings) => JsonText.PrintArray(findings, (writer, finding) =>
    {
        JsonText.Refusal(writer, finding.Refusal);
        writer.WriteString("mended", finding.Mended);
    });
}
