using System.CommandLine;
using System.Text.Json;
using Singular.CommandLine.Session;
using Singular.Manifests;
using Spectre.Console;

namespace Singular.CommandLine.Verbs;

internal static class ListVerb
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "One line: an array of objects." };
        var command = new Command("list", "List the installed drivers and where the policy puts them.") { json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            SystemPlan plan = SystemPlan.Of(session.Root.Store.Installed(), session.Root.Policy(), session.Root.Trust());
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
        var table = new Table { Border = TableBorder.None };
        foreach (string column in (string[])["NAME", "VERSION", "PLACEMENT", "PROVIDES", "SIGNER"])
            table.AddColumn(new TableColumn(column) { NoWrap = true });
        foreach (PlacedDriver placed in plan.Drivers)
        {
            DriverManifest manifest = placed.Driver.Manifest;
            table.AddRow(new[] { manifest.Id, manifest.Version.ToString(), placed.Decision.Placement.ToName(), manifest.Provides.ToString(), placed.Driver.SignerName }
                .Select(text => Markup.Escape(SafeText.Escape(text))).ToArray());
        }

        AnsiConsole.Write(table);
        foreach (Refusal refusal in plan.Drivers.SelectMany(placed => placed.Refusals).Concat(plan.Resolution.Findings.Select(finding => finding.Refusal)))
            Console.WriteLine($"left out: {refusal}");
    }

    private static void PrintJson(SystemPlan plan)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            foreach (PlacedDriver placed in plan.Drivers)
            {
                writer.WriteStartObject();
                writer.WriteString("name", placed.Driver.Manifest.Id);
                writer.WriteString("version", placed.Driver.Manifest.Version.ToString());
                writer.WriteString("placement", placed.Decision.Placement.ToName());
                writer.WriteString("rule", placed.Decision.RuleText);
                writer.WriteString("provides", placed.Driver.Manifest.Provides.ToString());
                writer.WriteString("signer", placed.Driver.SignerName);
                writer.WriteString("signerFingerprint", placed.Driver.SignerFingerprint.ToString());
                writer.WriteString("packageSha256", placed.Driver.PackageSha256);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        Console.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }
}
