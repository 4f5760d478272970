using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class PolicyCheckVerb
{
    public static Command Create()
    {
        Option<bool> json = JsonText.Option("One line: an object with findings and what is left out.");
        var command = new Command("check", "Find rules that can never match, bind lines that hang, drivers that no rule is about and drivers that do not fit; status 1 when there are any.") { json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            IReadOnlyList<PolicyFinding> findings = PolicyCheck.Run(session.Root.Policy(), session.Root.Trust(), session.Root.Store.Installed());
            IReadOnlyList<Refusal> refusals = session.Plan().Refusals;
            if (parsed.GetValue(json))
            {
                PrintJson(findings, refusals);
                return findings.Count + refusals.Count > 0 ? ExitCode.Refused : ExitCode.Done;
            }
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

    private static void PrintJson(IReadOnlyList<PolicyFinding> findings, IReadOnlyList<Refusal> refusals) => JsonText.Print(writer =>
    {
        JsonText.Array(writer, "findings", findings, (inner, finding) =>
        {
            inner.WriteNumber("line", finding.Line);
            inner.WriteString("what", finding.What);
        });
        JsonText.LeftOut(writer, refusals);
    });
}
