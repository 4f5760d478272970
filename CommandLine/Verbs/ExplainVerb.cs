using System.CommandLine;
using Singular.Manifests;
using Singular.Verifier.Reports;

namespace Singular.CommandLine.Verbs;

internal static class ExplainVerb
{
    public static Command Create()
    {
        var code = new Argument<string>("CODE") { Description = "A finding's code, e.g. StackUnexpected." };
        var command = new Command("explain", "Say what a finding of the verifier means, with a bad and a good example.") { code };
        command.SetAction(parsed =>
        {
            string wanted = parsed.GetRequiredValue(code);
            CodeEntry entry = CodeCatalogue.Find(wanted)
                ?? CodeCatalogue.All.FirstOrDefault(known => known.Code.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                ?? throw CommandFailure.CouldNotRun($"'{SafeText.Escape(wanted)}' is not a code of the verifier; docs/codes.md lists them.");
            Console.WriteLine(entry);
            return ExitCode.Done;
        });
        return command;
    }
}
