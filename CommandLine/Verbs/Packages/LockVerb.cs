using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class LockVerb
{
    public static Command Create()
    {
        var output = new Option<FileInfo>("--output", "-o") { Description = "The file to write.", DefaultValueFactory = _ => new FileInfo("singular.lock"), HelpName = "FILE" };
        Option<bool> json = JsonText.Option("One line: an object with the file's path and what it holds.");
        var command = new Command("lock", "Write trust, policy and the hashes of all installed packages into one file, for 'install --locked' on other machines.") { output, json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            LockFile file = LockFile.Of(RootSession.Open(parsed).Root);
            string path = parsed.GetRequiredValue(output).FullName;
            Files.Replace(path, file.Write());
            if (parsed.GetValue(json))
            {
                JsonText.Print(writer =>
                {
                    writer.WriteString("file", path);
                    writer.WriteNumber("packages", file.Packages.Count);
                    writer.WriteNumber("certificates", file.Trust.Signers.Count);
                    writer.WriteNumber("rules", file.Policy.Rules.Count);
                });
                return ExitCode.Done;
            }
            Console.WriteLine($"{path}  {Counted.Of(file.Packages.Count, "package")}, {Counted.Of(file.Trust.Signers.Count, "trusted certificate")}, {Counted.Of(file.Policy.Rules.Count, "rule")}");
            return ExitCode.Done;
        });
        return command;
    }
}
