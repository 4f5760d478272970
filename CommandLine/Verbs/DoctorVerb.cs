using System.CommandLine;
using Singular.Builder;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class DoctorVerb
{
    public static Command Create()
    {
        Option<bool> json = JsonText.Option("One line: an array of objects.");
        var command = new Command("doctor", "Say what is missing on this machine or wrong with the root, and how to mend it; status 1 when something is.") { json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            List<Finding> findings = [.. MachineRequirements.All.Select(requirement => new Finding(requirement.IsThere, requirement.What, requirement.IsThere ? "" : requirement.Remedy)), .. Workspace(parsed)];
            if (parsed.GetValue(json))
                PrintJson(findings);
            else
                Print(findings);
            return findings.All(finding => finding.IsGood) ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    /// <summary>One thing that was looked at.</summary>
    /// <param name="IsGood">False where it has to be mended.</param>
    /// <param name="What">What it is.</param>
    /// <param name="Remedy">How to mend it; on a good thing what there is to know, or nothing.</param>
    private sealed record Finding(bool IsGood, string What, string Remedy);

    private static IEnumerable<Finding> Workspace(ParseResult parsed)
    {
        Workspace workspace;
        try
        {
            workspace = Session.Workspace.Find();
        }
        catch (CommandFailure failure)
        {
            return [new Finding(false, "checkout", failure.Message)];
        }
        bool isBuilt = Directory.Exists(workspace.SystemFolder) && Directory.Exists(workspace.DriversFolder);
        var system = new Finding(isBuilt, $"system's assemblies in {workspace.SystemFolder}", isBuilt ? "" : "start ./singular of the checkout, which builds them");
        string root = workspace.LocateRoot(parsed.GetValue(RootSession.RootOption));
        return isBuilt ? [system, OfRoot(root), .. OfDrivers(parsed, root)] : [system, OfRoot(root)];
    }

    /// <summary>The drivers that today's verifier refuses where the policy puts them.</summary>
    private static IEnumerable<Finding> OfDrivers(ParseResult parsed, string root)
    {
        if (!Directory.Exists(root))
            return [];
        try
        {
            return [.. RootSession.Open(parsed).Plan().Drivers.SelectMany(placed => placed.Refusals)
                .Where(refusal => refusal.Code == RefusalCode.VerificationFailed)
                .Select(refusal => new Finding(false, $"driver {refusal.Where}: {refusal.What}", refusal.Remedy))];
        }
        catch (Exception error) when (error is RefusedException or BuildException or CommandFailure)
        {
            // What is wrong with the root is said of the root, and what is missing on the machine of the machine.
            return [];
        }
    }

    private static Finding OfRoot(string folder)
    {
        string what = $"root {folder}";
        if (!Directory.Exists(folder))
            return new Finding(true, what, "not made yet; 'singular boot' makes a development root");
        try
        {
            Root root = Root.Open(folder);
            root.Trust();
            root.Policy();
            StoreFinding? damage = StoreInspection.Run(root.Store).FirstOrDefault(finding => !finding.IsHarmless);
            return new Finding(damage is null, what, damage is null ? "" : $"{damage.Refusal} See 'singular store check --mend'");
        }
        catch (RefusedException refused)
        {
            return new Finding(false, what, refused.Message);
        }
    }

    private static void Print(IReadOnlyList<Finding> findings)
    {
        foreach (Finding finding in findings)
            Console.WriteLine(SafeText.Escape($"{(finding.IsGood ? "ok  " : "MEND")}  {finding.What}{(finding.Remedy.Length == 0 ? "" : $": {finding.Remedy}")}"));
        int bad = findings.Count(finding => !finding.IsGood);
        Console.WriteLine(bad == 0 ? "Nothing is missing." : $"{Counted.Of(bad, "thing")} to mend.");
    }

    private static void PrintJson(IReadOnlyList<Finding> findings) => JsonText.PrintArray(findings, (writer, finding) =>
    {
        writer.WriteBoolean("good", finding.IsGood);
        writer.WriteString("what", finding.What);
        writer.WriteString("remedy", finding.Remedy);
    });
}
