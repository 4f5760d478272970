using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class LogVerb
{
    public static Command Create() => new("log", "Who installed what, when, under which rule, with which result: a chain of hashes.") { Show(), Verify() };

    private static Command Show()
    {
        Option<bool> json = JsonText.Option("A line for each entry: an object.");
        var command = new Command("show", "Print the whole log, oldest first, with the hash of each entry.") { json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            DriverStore store = RootSession.Open(parsed).Root.Store;
            foreach (int number in store.Generations())
            {
                InstalledSet set = store.Generation(number);
                if (parsed.GetValue(json))
                    HistoryText.PrintJson(set);
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
        Option<bool> json = JsonText.Option("One line: an object with the head's hash and what is wrong.");
        var command = new Command("verify", "Check every link of the log; status 1 when an entry was changed or left out.") { head, json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            DriverStore store = RootSession.Open(parsed).Root.Store;
            IReadOnlyList<Refusal> refusals = store.CheckHistory();
            InstalledSet installed = store.Installed();
            if (refusals.Count == 0 && parsed.GetValue(head) is { } kept && !store.Generations().Any(number => store.Generation(number).Sha256 == kept.ToLowerInvariant()))
                throw CommandFailure.Refused($"No entry of the log has the hash {SafeText.Escape(kept)}: the log is not the one from which you have it.");
            if (parsed.GetValue(json))
            {
                JsonText.Print(writer =>
                {
                    writer.WriteNumber("entries", installed.Generation);
                    writer.WriteString("head", installed.Generation == 0 ? "" : installed.Sha256);
                    JsonText.Array(writer, "findings", refusals, JsonText.Refusal);
                });
            }
            else
            {
                Print(installed, refusals);
            }
            return refusals.Count > 0 ? ExitCode.Refused : ExitCode.Done;
        });
        return command;
    }

    private static void Print(InstalledSet installed, IReadOnlyList<Refusal> refusals)
    {
        foreach (Refusal refusal in refusals)
            Console.WriteLine(refusal);
        if (refusals.Count == 0)
            Console.WriteLine(installed.Generation == 0 ? "The log is empty." : $"{Counted.Of(installed.Generation, "entry", "entries")}, every link holds. Head: {installed.Sha256}");
    }

    private static void Print(InstalledSet set)
    {
        Console.WriteLine($"{HistoryText.Of(set)}  {set.Sha256}");
        foreach (StoreChange change in set.Changes)
            Console.WriteLine(HistoryText.Of(change));
    }
}
