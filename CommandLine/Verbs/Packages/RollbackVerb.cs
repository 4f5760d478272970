using System.CommandLine;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class RollbackVerb
{
    public static Command Create()
    {
        var number = new Argument<int?>("GENERATION") { Description = "Number of an earlier set, see 'history'. Default: the one before the last change.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = HistoryText.ChangesAsJson();
        var command = new Command("rollback", "Make an earlier set of drivers the installed one again.") { number, json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            int current = session.Root.Store.Installed().Generation;
            int wanted = parsed.GetValue(number) ?? current - 1;
            if (current < 2 && wanted < 1)
                throw CommandFailure.Refused("There is no earlier set to go back to.");
            InstalledSet set = Pipelines.Installer(session).RollBack(wanted);
            if (parsed.GetValue(json))
            {
                HistoryText.PrintJson(set);
                return ExitCode.Done;
            }
            foreach (StoreChange change in set.Changes)
                Console.WriteLine(HistoryText.Of(change));
            Console.WriteLine($"Generation {wanted} is installed again, as generation {set.Generation}. It takes effect at the next boot.");
            return ExitCode.Done;
        });
        return command;
    }
}
