using System.CommandLine;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class RemoveVerb
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Description = "Names of installed drivers; they go together or not at all.", Arity = ArgumentArity.OneOrMore };
        Option<bool> json = HistoryText.ChangesAsJson();
        var command = new Command("remove", "Remove installed drivers.") { names, json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            string[] wanted = parsed.GetRequiredValue(names);
            InstalledSet set = Pipelines.Installer(session).Remove(wanted);
            if (parsed.GetValue(json))
                HistoryText.PrintJson(set);
            else
                Console.WriteLine($"Removed {string.Join(", ", wanted)}. It takes effect at the next boot.");
            return ExitCode.Done;
        });
        return command;
    }
}
