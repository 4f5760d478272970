using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class HistoryVerb
{
    public static Command Create()
    {
        var count = new Option<int>("--last") { Description = "How many of the last changes to show.", DefaultValueFactory = _ => 20, HelpName = "N" };
        Option<bool> json = JsonText.Option("A line for each set: an object.");
        var command = new Command("history", "Show the last changes of what is installed, the newest last; 'rollback' goes back to any of them.") { count, json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            DriverStore store = RootSession.Open(parsed).Root.Store;
            foreach (int number in store.Generations().TakeLast(parsed.GetValue(count)))
            {
                InstalledSet set = store.Generation(number);
                if (parsed.GetValue(json))
                {
                    HistoryText.PrintJson(set);
                    continue;
                }
                Console.WriteLine(HistoryText.Of(set));
                foreach (StoreChange change in set.Changes)
                    Console.WriteLine(HistoryText.Of(change));
            }
            return ExitCode.Done;
        });
        return command;
    }
}
