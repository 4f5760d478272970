using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class PolicyExplainVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "An installed driver." };
        var command = new Command("explain", "Print each rule that was tried for a driver, the one that decided, and what the driver gets.") { name, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            string driver = parsed.GetRequiredValue(name);
            PlacedDriver placed = session.Plan().Drivers.FirstOrDefault(candidate => candidate.Driver.Manifest.Id == driver)
                ?? throw CommandFailure.CouldNotRun($"{SafeText.Escape(driver)} is not installed; 'singular list' names those that are.");
            foreach (string line in placed.Decision.Trace)
                Console.WriteLine(SafeText.Escape(line));
            Console.WriteLine($"{driver} -> {placed.Decision.Placement.ToName()}, by {SafeText.Escape(placed.Decision.RuleText)}");
            Console.WriteLine($"asks for {ManifestText.Resources(placed.Driver.Manifest)}; restart {placed.Decision.Restart}");
            foreach (Refusal refusal in placed.Refusals)
                Console.WriteLine($"left out: {refusal}");
            return ExitCode.Done;
        });
        return command;
    }
}
