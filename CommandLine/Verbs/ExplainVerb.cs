using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;
using Singular.Verifier.Reports;

namespace Singular.CommandLine.Verbs;

internal static class ExplainVerb
{
    public static Command Create()
    {
        var code = new Argument<string>("CODE") { Description = "A finding's code, e.g. StackUnexpected." };
        Option<bool> json = JsonText.Option("One line: an object.");
        var command = new Command("explain", "Say what a finding of the verifier means, with a bad and a good example.") { code, json };
        command.SetAction(parsed =>
        {
            string wanted = parsed.GetRequiredValue(code);
            CodeEntry entry = CodeCatalogue.Find(wanted)
                ?? CodeCatalogue.All.FirstOrDefault(known => known.Code.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                ?? throw CommandFailure.CouldNotRun($"'{SafeText.Escape(wanted)}' is not a code of the verifier; docs/codes.md lists them.");
            if (parsed.GetValue(json))
                PrintJson(entry);
            else
                Console.WriteLine(entry);
            return ExitCode.Done;
        });
        return command;
    }

    private static void PrintJson(CodeEntry entry) => JsonText.Print(writer =>
    {
        writer.WriteString("code", entry.Code);
        writer.WriteString("area", entry.Area.ToString());
        writer.WriteString("meaning", entry.Meaning);
        writer.WriteString("bad", entry.Bad);
        writer.WriteString("good", entry.Good);
    });
}
