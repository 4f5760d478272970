using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class PolicyVerb
{
    public static Command Create() => new("policy", "What runs where: the owner's rules.")
    {
        Show(), Set(), Unset(), PolicyEditVerb.Create(), PolicyCheckVerb.Create(), PolicyExplainVerb.Create(), PolicyDiffVerb.Create(),
    };

    /// <summary>Saves a changed policy and says what it changes.</summary>
    /// <param name="session">The root.</param>
    /// <param name="difference">The changed policy and the lines that differ.</param>
    public static void Save(RootSession session, PolicyDifference difference)
    {
        if (difference.IsEmpty)
        {
            Console.WriteLine("The policy says so already; nothing was changed.");
            return;
        }
        SystemPlan before = session.Plan();
        session.Root.Save(difference.Policy);
        Console.WriteLine(SafeText.EscapeLines(difference.ToString()));
        PolicyDiffVerb.Print(PlacementChange.Between(before.Summary(), session.Plan().Summary()), "No installed driver runs differently by that.", "It takes effect at the next boot.");
    }

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
        Argument<string> name = Name();
        var place = new Option<string>("--place") { Description = "kernel: linked into the kernel. process: a process of its own. deny: not at all.", Required = true, HelpName = "kernel|process|deny" };
        place.AcceptOnlyFromAmong("kernel", "process", "deny");
        var options = new Option<string[]>("--with") { Description = "An option of the rule, e.g. memory=64MiB, restart=3/10m, ports=0x300-0x31F, grant=machine; may be given several times.", HelpName = "OPTION", AllowMultipleArgumentsPerToken = false };
        var command = new Command("set", "Say where a driver runs. Prints the changed lines; it takes effect at the next boot.") { name, place, options, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            string driver = Driver(parsed, name);
            PlacementNames.TryParse(parsed.GetRequiredValue(place), out Placement placement);
            InstalledDriver? installed = session.Root.Store.Installed().Find(driver);
            Save(session, session.Root.Policy().Set(driver, placement, installed?.Subject, parsed.GetValue(options) ?? []));
            if (installed is null)
                Console.WriteLine($"{driver} is not installed; the rule takes effect when it is.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Unset()
    {
        Argument<string> name = Name();
        var command = new Command("unset", "Take away the rule that is about exactly this driver.") { name, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            string driver = Driver(parsed, name);
            PolicyDifference difference = session.Root.Policy().Unset(driver);
            if (difference.IsEmpty)
                throw CommandFailure.Refused($"No rule of {session.Root.PolicyPath} is about exactly {driver}; nothing was changed. See 'singular policy explain {driver}'.");
            Save(session, difference);
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The driver." };

    private static string Driver(ParseResult parsed, Argument<string> name)
    {
        string driver = parsed.GetRequiredValue(name);
        return NameRules.IsPackageId(driver)
            ? driver
            : throw CommandFailure.CouldNotRun($"'{SafeText.Escape(driver)}' is not a driver's name; 'singular list' names those that are installed.");
    }
}
