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
        IReadOnlyList<PlacementChange> changes = SaveSilently(session, difference);
        if (difference.IsEmpty)
        {
            Console.WriteLine("The policy says so already; nothing was changed.");
            return;
        }
        Console.WriteLine(SafeText.EscapeLines(difference.ToString()));
        PolicyDiffVerb.Print(changes, "No installed driver runs differently by that.", "It takes effect at the next boot.");
    }

    private static void SaveAndPrintJson(RootSession session, PolicyDifference difference)
    {
        IReadOnlyList<PlacementChange> changes = SaveSilently(session, difference);
        JsonText.Print(writer =>
        {
            JsonText.Texts(writer, "removed", difference.Removed);
            JsonText.Texts(writer, "added", difference.Added);
            JsonText.Array(writer, "changes", changes, JsonText.Change);
        });
    }

    private static IReadOnlyList<PlacementChange> SaveSilently(RootSession session, PolicyDifference difference)
    {
        if (difference.IsEmpty)
            return [];
        SystemPlan before = session.Plan();
        session.Root.Save(difference.Policy);
        return PlacementChange.Between(before.Summary(), session.Plan().Summary());
    }

    private static Command Show()
    {
        Option<bool> json = JsonText.Option("One line: an object with rules and bindings in their order.");
        var command = new Command("show", "Print the policy file.") { json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            Policy policy = RootSession.Open(parsed).Root.Policy();
            if (parsed.GetValue(json))
                PrintJson(policy);
            else
                Console.Write(policy.Text);
            return ExitCode.Done;
        });
        return command;
    }

    private static void PrintJson(Policy policy) => JsonText.Print(writer =>
    {
        JsonText.Array(writer, "rules", policy.Rules, (inner, rule) =>
        {
            inner.WriteNumber("line", rule.Line);
            JsonText.Texts(inner, "conditions", rule.Conditions.Select(condition => condition.ToString()));
            inner.WriteString("placement", rule.Placement.ToName());
            JsonText.Texts(inner, "options", rule.Options.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        });
        JsonText.Array(writer, "bindings", policy.Binds, (inner, bind) =>
        {
            inner.WriteNumber("line", bind.Line);
            inner.WriteString("driver", bind.Driver);
            inner.WriteString("parameter", bind.Parameter);
            inner.WriteString("provider", bind.Provider);
        });
    });

    private static Command Set()
    {
        Argument<string> name = Name();
        var place = new Option<string>("--place") { Description = "kernel: linked into the kernel. process: a process of its own. deny: not at all.", Required = true, HelpName = "kernel|process|deny" };
        place.AcceptOnlyFromAmong("kernel", "process", "deny");
        var options = new Option<string[]>("--with") { Description = "An option of the rule, e.g. memory=64MiB, work=20ms, processor=25%, restart=3/10m, ports=0x300-0x31F, grant=machine; may be given several times.", HelpName = "OPTION", AllowMultipleArgumentsPerToken = false };
        Option<bool> json = ChangeAsJson();
        var command = new Command("set", "Say where a driver runs. Prints the changed lines; it takes effect at the next boot.") { name, place, options, json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            string driver = Driver(parsed, name);
            PlacementNames.TryParse(parsed.GetRequiredValue(place), out Placement placement);
            InstalledDriver? installed = session.Root.Store.Installed().Find(driver);
            PolicyDifference difference = session.Root.Policy().Set(driver, placement, installed?.Subject, parsed.GetValue(options) ?? []);
            if (parsed.GetValue(json))
            {
                SaveAndPrintJson(session, difference);
                return ExitCode.Done;
            }
            Save(session, difference);
            if (installed is null)
                Console.WriteLine($"{driver} is not installed; the rule takes effect when it is.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Unset()
    {
        Argument<string> name = Name();
        Option<bool> json = ChangeAsJson();
        var command = new Command("unset", "Take away the rule that is about exactly this driver.") { name, json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            string driver = Driver(parsed, name);
            PolicyDifference difference = session.Root.Policy().Unset(driver);
            if (difference.IsEmpty)
                throw CommandFailure.Refused($"No rule of {session.Root.PolicyPath} is about exactly {driver}; nothing was changed. See 'singular policy explain {driver}'.");
            if (parsed.GetValue(json))
                SaveAndPrintJson(session, difference);
            else
                Save(session, difference);
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<bool> ChangeAsJson() => JsonText.Option("One line: an object with the lines that differ and what they change.");

    private static Argument<string> Name() => new("NAME") { Description = "The driver." };

    private static string Driver(ParseResult parsed, Argument<string> name)
    {
        string driver = parsed.GetRequiredValue(name);
        return NameRules.IsPackageId(driver)
            ? driver
            : throw CommandFailure.CouldNotRun($"'{SafeText.Escape(driver)}' is not a driver's name; 'singular list' names those that are installed.");
    }
}
