using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class PolicyCheckVerb
{
    public static Command Create()
    {
        var command = new Command("check", "Find rules that can never match, bind lines that hang, drivers that no rule is about and drivers that do not fit; status 1 when there are any.") { RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            IReadOnlyList<PolicyFinding> findings = PolicyCheck.Run(session.Root.Policy(), session.Root.Trust(), session.Root.Store.Installed());
            IReadOnlyList<Refusal> refusals = session.Plan().Refusals;
            foreach (PolicyFinding finding in findings)
                Console.WriteLine(finding);
            foreach (Refusal refusal in refusals)
                Console.WriteLine($"left out: {refusal}");
            if (findings.Count + refusals.Count > 0)
                return ExitCode.Refused;
            Console.WriteLine("Every rule can decide and every driver has one.");
            return ExitCode.Done;
        });
        return command;
    }
}
