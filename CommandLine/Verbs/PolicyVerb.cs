using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class PolicyVerb
{
    public static Command Create() => new("policy", "What runs where: the owner's rules.") { Show(), Set(), Explain() };

    private static Command Show()
    {
        var command = new Command("show", "Print the policy file.") { RootSession.RootOption };
        command.SetAction(parsed =>
        {
            Console.Write(RootSession.Open(parsed).Root.Policy().Text);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Set()
    {
        var name = new Argument<string>("NAME") { Description = "The driver." };
        var place = new Option<string>("--place") { Description = "kernel: linked into the kernel. process: a process of its own. deny: not at all.", Required = true, HelpName = "kernel|process|deny" };
        place.AcceptOnlyFromAmong("kernel", "process", "deny");
        var command = new Command("set", "Say where a driver runs. Prints the changed lines; it takes effect at the next boot.") { name, place, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            string driver = parsed.GetRequiredValue(name);
            if (!NameRules.IsPackageId(driver))
                throw CommandFailure.CouldNotRun($"'{SafeText.Escape(driver)}' is not a driver's name; 'singular list' names those that are installed.");
            PlacementNames.TryParse(parsed.GetRequiredValue(place), out Placement placement);
            InstalledDriver? installed = session.Root.Store.Installed().Find(driver);
            PolicyDifference difference = session.Root.Policy().Set(driver, placement, installed?.Subject);
            if (difference.IsEmpty)
            {
                Console.WriteLine($"The policy says so already; nothing was changed.");
                return ExitCode.Done;
            }

            session.Root.Save(difference.Policy);
            Console.WriteLine(difference);
            Console.WriteLine(installed is null
                ? $"{driver} is not installed; the rule takes effect when it is."
                : "It takes effect at the next boot.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Explain()
    {
        var name = new Argument<string>("NAME") { Description = "An installed driver." };
        var command = new Command("explain", "Print each rule that was tried for a driver and the one that decided.") { name, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            string driver = parsed.GetRequiredValue(name);
            InstalledDriver installed = session.Root.Store.Installed().Find(driver)
                ?? throw CommandFailure.CouldNotRun($"{SafeText.Escape(driver)} is not installed; 'singular list' names those that are.");
            PolicyDecision decision = session.Root.Policy().Decide(installed.Subject);
            foreach (string line in decision.Trace)
                Console.WriteLine(line);
            Console.WriteLine($"{driver} -> {decision.Placement.ToName()}, by {decision.RuleText}");
            return ExitCode.Done;
        });
        return command;
    }
}
