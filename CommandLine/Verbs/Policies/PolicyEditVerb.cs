using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class PolicyEditVerb
{
    public static Command Create()
    {
        var command = new Command("edit", "Edit the policy with $VISUAL or $EDITOR. It is saved only when it holds no error.") { RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            string before = File.ReadAllText(session.Root.PolicyPath);
            string text = before;
            while (true)
            {
                text = TextEditor.Edit(text, "policy");
                try
                {
                    PolicyVerb.Save(session, PolicyDifference.Between(before, Policy.Parse(text, session.Root.PolicyPath)));
                    return ExitCode.Done;
                }
                catch (RefusedException refused) when (refused.Code == RefusalCode.PolicyInvalid && !Console.IsInputRedirected)
                {
                    Console.Error.WriteLine(refused.Message);
                    Console.Error.Write("Edit again? [Y/n] ");
                    if (Console.ReadLine()?.Trim() is not ("" or "y" or "Y" or "yes"))
                        throw;
                }
            }
        });
        return command;
    }
}
