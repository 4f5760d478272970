using System.CommandLine;
using Singular.Builder.Compile;
using Singular.Builder.Trusted;
using Singular.CommandLine.Session;

namespace Singular.CommandLine.Verbs;

internal static class TrustedVerb
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "An object for programs." };
        var command = new Command("trusted", "List the trusted code: what could break the walls between drivers if it were wrong, with versions and hashes.") { json };
        command.SetAction(parsed =>
        {
            Workspace workspace = Workspace.Find();
            IReadOnlyList<TrustedGroup> groups = new TrustedCode(Toolchain.Locate(), workspace.Checkout, workspace.SystemFolder).List();
            if (parsed.GetValue(json))
            {
                using Stream output = Console.OpenStandardOutput();
                TrustedJson.Write(output, groups);
                output.WriteByte((byte)'\n');
            }
            else
            {
                TrustedText.Write(Console.Out, groups);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
