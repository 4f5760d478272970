using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class DoctorVerb
{
    public static Command Create()
    {
        var command = new Command("doctor", "Say what is missing on this machine or wrong with the root, and how to mend it; status 1 when something is.") { RootSession.RootOption };
        command.SetAction(parsed =>
        {
            int bad = MachineRequirements.All.Count(requirement => !Tell(requirement.IsThere, requirement.What, requirement.Remedy));
            bad += Workspace(parsed);
            Console.WriteLine(bad == 0 ? "Nothing is missing." : $"{bad} things to mend.");
            return bad == 0 ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static int Workspace(ParseResult parsed)
    {
        Workspace workspace;
        try
        {
            workspace = Session.Workspace.Find();
        }
        catch (CommandFailure failure)
        {
            Tell(false, "checkout", failure.Message);
            return 1;
        }
        bool isBuilt = Directory.Exists(workspace.SystemFolder) && Directory.Exists(workspace.DriversFolder);
        int bad = Tell(isBuilt, $"system's assemblies in {workspace.SystemFolder}", "start ./singular of the checkout, which builds them") ? 0 : 1;
        string folder = workspace.LocateRoot(parsed.GetValue(RootSession.RootOption));
        if (!Directory.Exists(folder))
        {
            Console.WriteLine($"-     root {folder}: not made yet; 'singular boot' makes a development root");
            return bad;
        }
        try
        {
            Root root = Root.Open(folder);
            root.Trust();
            root.Policy();
            StoreFinding? damage = StoreInspection.Run(root.Store).FirstOrDefault(finding => !finding.IsHarmless);
            return bad + (Tell(damage is null, $"root {folder}", damage is null ? "" : $"{damage.Refusal} See 'singular store check --mend'") ? 0 : 1);
        }
        catch (RefusedException refused)
        {
            Tell(false, $"root {folder}", refused.Message);
            return bad + 1;
        }
    }

    private static bool Tell(bool isGood, string what, string remedy)
    {
        Console.WriteLine(isGood ? $"ok    {SafeText.Escape(what)}" : $"MEND  {SafeText.Escape(what)}: {SafeText.Escape(remedy)}");
        return isGood;
    }
}
