using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class ListVerb
{
    public static Command Create()
    {
        Option<bool> json = JsonText.Option("One line: an array of objects.");
        var command = new Command("list", "List the installed drivers and where the policy puts them.") { json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            SystemPlan plan = session.Plan();
            if (parsed.GetValue(json))
                PrintJson(plan);
            else
                PrintTable(plan);
            return ExitCode.Done;
        });
        return command;
    }

    private static void PrintTable(SystemPlan plan)
    {
        TableText.Print(["NAME", "VERSION", "PLACEMENT", "PROVIDES", "SIGNER"], plan.Drivers.Select(placed => new[]
        {
            placed.Driver.Manifest.Id, placed.Driver.Manifest.Version.ToString(), placed.Decision.Placement.ToName(), placed.Driver.Manifest.Provides.ToString(), placed.Driver.SignerName,
        }));
        foreach (Refusal refusal in plan.Refusals)
            Console.WriteLine($"left out: {refusal}");
    }

    private static void PrintJson(SystemPlan plan) => JsonText.PrintArray(plan.Drivers, (writer, placed) =>
    {
        writer.WriteString("name", placed.Driver.Manifest.Id);
        writer.WriteString("version", placed.Driver.Manifest.Version.ToString());
        writer.WriteString("placement", placed.Decision.Placement.ToName());
        writer.WriteString("rule", placed.Decision.RuleText);
        writer.WriteString("provides", placed.Driver.Manifest.Provides.ToString());
        writer.WriteString("signer", placed.Driver.SignerName);
        writer.WriteString("signerFingerprint", placed.Driver.SignerFingerprint.ToString());
        writer.WriteString("packageSha256", placed.Driver.PackageSha256);
        writer.WriteString("countersigner", placed.Driver.Countersigner);
        writer.WriteString("attester", placed.Driver.Attester);
        writer.WriteString("validAt", JsonText.Moment(placed.Driver.ValidAt));
        JsonText.LeftOut(writer, placed.Refusals);
    });
}
