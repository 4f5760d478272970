using System.CommandLine;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class PolicyDiffVerb
{
    public static Command Create()
    {
        var file = new Argument<FileInfo?>("FILE") { Description = "Another policy: what would it change? Without it: what does the next image change against the last one that was made?", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = JsonText.Option("One line: an array of objects, one for each driver that would run differently.");
        var command = new Command("diff", "Say what would change on the machine.") { file, json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            void Tell(IReadOnlyList<PlacementChange> changes, string none, string when)
            {
                if (parsed.GetValue(json))
                    JsonText.PrintArray(changes, JsonText.Change);
                else
                    Print(changes, none, when);
            }
            if (parsed.GetValue(file) is { } other)
            {
                Policy policy = Policy.Load(other.FullName);
                Tell(PlacementChange.Between(session.Plan().Summary(), session.Plan(policy).Summary()), "Nothing would run differently.", "");
                return ExitCode.Done;
            }
            ImageRecord last = LastImage.Read(session.Root)
                ?? throw CommandFailure.Refused("No image was made in this root yet; 'singular image' makes one.");
            Tell(PlacementChange.Between(SystemPlan.Summarize(last), session.Plan().Summary()), "The last image is what the policy says.", "It takes effect at the next boot.");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Prints changes, or that there are none.</summary>
    public static void Print(IReadOnlyList<PlacementChange> changes, string none, string when)
    {
        foreach (PlacementChange change in changes)
            Console.WriteLine(change);
        string last = changes.Count == 0 ? none : when;
        if (last.Length > 0)
            Console.WriteLine(last);
    }
}
