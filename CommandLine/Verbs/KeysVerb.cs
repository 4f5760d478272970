using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class KeysVerb
{
    /// <summary>Where a pass phrase comes from that must not stand on a command line.</summary>
    public const string PassPhraseVariable = "SINGULAR_KEY_PASSPHRASE";

    public static Command Create() => new("keys", "Signing keys of the root.") { New(), List() };

    /// <summary>The pass phrase from the environment, or null.</summary>
    public static string? PassPhrase() =>
        Environment.GetEnvironmentVariable(PassPhraseVariable) is { Length: > 0 } phrase ? phrase : null;

    private static Command New()
    {
        var name = new Argument<string>("NAME") { Description = "Name of the key: letters, digits, dots, hyphens; also the certificate's common name." };
        var command = new Command("new", $"Make an RSA-3072 key and a self-signed code-signing certificate. ${PassPhraseVariable}, if set, encrypts the key.") { name, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.OpenOrCreate(parsed);
            using SigningKey key = session.Root.Keys.Create(parsed.GetRequiredValue(name), PassPhrase(), TimeProvider.System);
            Console.WriteLine($"{key.Name}  SHA-256 {key.Fingerprint}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the root's keys.") { RootSession.RootOption };
        command.SetAction(parsed =>
        {
            foreach (string name in RootSession.Open(parsed).Root.Keys.List())
                Console.WriteLine(name);
            return ExitCode.Done;
        });
        return command;
    }
}
