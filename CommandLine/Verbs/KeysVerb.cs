using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class KeysVerb
{
    public static Command Create() => new("keys", "Signing keys of the root.") { New(), List() };

    private static Command New()
    {
        var name = new Argument<string>("NAME") { Description = "Name of the key: letters, digits, dots, hyphens; also the certificate's common name." };
        var file = new Option<FileInfo?>("--passphrase-file") { Description = "Encrypt the key with the pass phrase of a file that only you may read.", HelpName = "FILE" };
        var command = new Command("new", $"Make an RSA-3072 key and a self-signed code-signing certificate. ${KeyOptions.PassPhraseVariable} or --passphrase-file, if given, encrypts the key.") { name, file, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.OpenOrCreate(parsed);
            using SigningKey key = session.Root.Keys.Create(parsed.GetRequiredValue(name), KeyOptions.PassPhrase(parsed.GetValue(file)?.FullName), TimeProvider.System);
            Console.WriteLine($"{key.Name}  SHA-256 {key.Fingerprint}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        Option<bool> json = JsonText.Option("One line: an array of objects.");
        var command = new Command("list", "List the root's keys.") { json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            IReadOnlyList<string> names = RootSession.Open(parsed).Root.Keys.List();
            if (parsed.GetValue(json))
                JsonText.PrintArray(names, (writer, name) => writer.WriteString("name", name));
            else
                Console.Out.Write(string.Concat(names.Select(name => name + Environment.NewLine)));
            return ExitCode.Done;
        });
        return command;
    }
}
