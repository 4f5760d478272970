using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class LogVerb
{
    public static Command Create() => new("log", "Who installed what, when, under which rule, with which result: a chain of hashes.") { Show(), Verify() };

    private static Command Show()
    {
        var json = new Option<bool>("--json") { Description = "A line for each entry: an object." };
        var command = new Command("show", "Print the whole log, oldest first, with the hash of each entry.") { json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            DriverStore store = RootSession.Open(parsed).Root.Store;
            foreach (int number in store.Generations())
            {
                InstalledSet set = store.Generation(number);
                if (parsed.GetValue(json))
                    PrintJson(set);
                else
                    Print(set);
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verify()
    {
        var head = new Option<string?>("--head") { Description = "A hash that you kept elsewhere: it has to be in the chain. Whoever can write the whole store could write another chain.", HelpName = "SHA256" };
        var command = new Command("verify", "Check every link of the log; status 1 when an entry was changed or left out.") { head, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            DriverStore store = RootSession.Open(parsed).Root.Store;
            IReadOnlyList<Refusal> refusals = store.CheckHistory();
            foreach (Refusal refusal in refusals)
                Console.WriteLine(refusal);
            if (refusals.Count > 0)
                return ExitCode.Refused;
            InstalledSet installed = store.Installed();
            if (parsed.GetValue(head) is { } kept && !store.Generations().Any(number => store.Generation(number).Sha256 == kept.ToLowerInvariant()))
                throw CommandFailure.Refused($"No entry of the log has the hash {SafeText.Escape(kept)}: the log is not the one from which you have it.");
            Console.WriteLine(installed.Generation == 0 ? "The log is empty." : $"{installed.Generation} entries, every link holds. Head: {installed.Sha256}");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(InstalledSet set)
    {
        Console.WriteLine($"{HistoryText.Of(set)}  {set.Sha256}");
        foreach (StoreChange change in set.Changes)
            Console.WriteLine(HistoryText.Of(change));
    }

    private static void PrintJson(InstalledSet set) => Console.WriteLine(JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("generation", set.Generation);
        writer.WriteString("sha256", set.Sha256);
        writer.WriteString("previousSha256", set.PreviousSha256);
        writer.WriteString("at", set.At.UtcDateTime.ToString("u"));
        writer.WriteString("who", set.Who);
        writer.WriteString("reason", set.Reason);
        writer.WriteStartArray("changes");
        foreach (StoreChange change in set.Changes)
        {
            writer.WriteStartObject();
            writer.WriteString("action", change.Action.ToString().ToLowerInvariant());
            writer.WriteString("package", change.Package);
            writer.WriteString("version", change.Version.ToString());
            writer.WriteString("packageSha256", change.PackageSha256);
            writer.WriteString("rule", change.Rule);
            writer.WriteBoolean("verified", change.IsVerified);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }));
}
