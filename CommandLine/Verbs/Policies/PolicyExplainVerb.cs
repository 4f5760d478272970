using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class PolicyExplainVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "An installed driver." };
        Option<bool> json = JsonText.Option("One line: an object.");
        var command = new Command("explain", "Print each rule that was tried for a driver, the one that decided, and what the driver gets.") { name, json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            string driver = parsed.GetRequiredValue(name);
            PlacedDriver placed = session.Plan().Drivers.FirstOrDefault(candidate => candidate.Driver.Manifest.Id == driver)
                ?? throw CommandFailure.CouldNotRun($"{SafeText.Escape(driver)} is not installed; 'singular list' names those that are.");
            if (parsed.GetValue(json))
                PrintJson(placed);
            else
                Print(placed);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(PlacedDriver placed)
    {
        foreach (string line in placed.Decision.Trace)
            Console.WriteLine(SafeText.Escape(line));
        Console.WriteLine($"{placed.Driver.Manifest.Id} -> {placed.Decision.Placement.ToName()}, by {SafeText.Escape(placed.Decision.RuleText)}");
        Console.WriteLine($"asks for {ManifestText.Resources(placed.Driver.Manifest)}; restart {placed.Decision.Restart}");
        foreach (Refusal refusal in placed.Refusals)
            Console.WriteLine($"left out: {refusal}");
    }

    private static void PrintJson(PlacedDriver placed) => JsonText.Print(writer =>
    {
        writer.WriteString("driver", placed.Driver.Manifest.Id);
        writer.WriteString("placement", placed.Decision.Placement.ToName());
        writer.WriteNumber("line", placed.Decision.Rule?.Line ?? 0);
        writer.WriteString("rule", placed.Decision.RuleText);
        JsonText.Texts(writer, "tried", placed.Decision.Trace);
        writer.WriteString("resources", ManifestText.Resources(placed.Driver.Manifest));
        writer.WriteString("restart", placed.Decision.Restart.ToString());
        JsonText.LeftOut(writer, placed.Refusals);
    });
}
