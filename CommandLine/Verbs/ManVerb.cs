using System.CommandLine;
using Singular.CommandLine.Help;

namespace Singular.CommandLine.Verbs;

internal static class ManVerb
{
    public static Command Create()
    {
        var command = new Command("man", "Print the manual page; docs/singular.1 is made by this.") { Hidden = true };
        command.SetAction(_ =>
        {
            Console.Write(ManualPage.Make(All.Create()));
            return ExitCode.Done;
        });
        return command;
    }
}
