using System.CommandLine;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class StatusVerb
{
    public static Command Create()
    {
        Option<bool> json = JsonText.Option("One line: an object.");
        var command = new Command("status", "Say in some lines what is installed, what the next boot changes, and what does not fit.") { json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            // As it was recorded: its hash is the log's head.
            InstalledSet installed = session.Root.Store.Installed();
            SystemPlan plan = session.Plan();
            ImageRecord? last = LastImage.Read(session.Root);
            IReadOnlyList<PlacementChange> changes = last is null ? [] : PlacementChange.Between(SystemPlan.Summarize(last), plan.Summary());
            if (parsed.GetValue(json))
                PrintJson(installed, plan, last is not null, changes);
            else
                Print(session, installed, plan, last is not null, changes);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(RootSession session, InstalledSet installed, SystemPlan plan, bool hasImage, IReadOnlyList<PlacementChange> changes)
    {
        Line("installed", installed.Generation == 0 ? "nothing yet" : $"{Counted.Of(installed.Drivers.Count, "driver")}, generation {installed.Generation} of {installed.At.UtcDateTime:u}: {installed.Reason} by {installed.Who}");
        Line("placement", $"{Count(plan, Placement.Kernel)} in the kernel, {Count(plan, Placement.Process)} in processes, {plan.Drivers.Count(placed => placed.Decision.Placement == Placement.Deny)} denied");
        Line("unverified", plan.Drivers.Count(placed => !placed.Driver.IsVerified).ToString());
        Line("log", installed.Generation == 0 ? "empty" : installed.Sha256);
        if (session.Root.Store.Holder() is { } holder)
            Line("locked", holder);
        Line("next boot", !hasImage ? "makes the first image" : changes.Count == 0 ? "changes nothing" : $"changes {Counted.Of(changes.Count, "driver")}:");
        foreach (PlacementChange change in changes)
            Console.WriteLine($"  {change}");
        foreach (Refusal refusal in plan.Refusals)
            Console.WriteLine($"left out: {refusal}");
    }

    private static void PrintJson(InstalledSet installed, SystemPlan plan, bool hasImage, IReadOnlyList<PlacementChange> changes) => JsonText.Print(writer =>
    {
        writer.WriteNumber("generation", installed.Generation);
        writer.WriteNumber("drivers", installed.Drivers.Count);
        writer.WriteNumber("kernel", Count(plan, Placement.Kernel));
        writer.WriteNumber("process", Count(plan, Placement.Process));
        writer.WriteString("head", installed.Generation == 0 ? "" : installed.Sha256);
        writer.WriteBoolean("hasImage", hasImage);
        JsonText.Array(writer, "changes", changes, JsonText.Change);
        JsonText.LeftOut(writer, plan.Refusals);
    });

    private static int Count(SystemPlan plan, Placement placement) => plan.Resolution.StartOrder.Count(driver => driver.Placement == placement);

    private static void Line(string name, string text) => Console.WriteLine($"{name,-11} {SafeText.Escape(text)}");
}
