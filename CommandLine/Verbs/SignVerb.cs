using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class SignVerb
{
    public static Command Create()
    {
        var package = new Argument<FileInfo>("PACKAGE") { Description = "An unsigned package; it is replaced by the signed one." };
        var name = new Option<string>("--key") { Description = "A key of the root, or a file: PKCS #12, or PEM with certificate and key.", DefaultValueFactory = _ => KeyStore.DevelopmentKey, HelpName = "NAME|FILE" };
        var output = new Option<FileInfo?>("--output", "-o") { Description = "Write the signed package here instead.", HelpName = "FILE" };
        var command = new Command("sign", $"Sign a package with an author signature in NuGet's form. ${KeysVerb.PassPhraseVariable} opens an encrypted key.") { package, name, output, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(package).FullName;
            byte[] unsigned = Files.Read(path);
            string key = parsed.GetRequiredValue(name);
            using SigningKey signer = key.Contains('/') || File.Exists(key)
                ? KeyFile.Load(key, KeysVerb.PassPhrase())
                : RootSession.OpenOrCreate(parsed).Root.Keys.Load(key, KeysVerb.PassPhrase());
            byte[] signed = PackageSigner.Sign(unsigned, signer, TimeProvider.System);
            string target = parsed.GetValue(output)?.FullName ?? path;
            string temporary = target + ".tmp";
            File.WriteAllBytes(temporary, signed);
            File.Move(temporary, target, overwrite: true);
            Console.WriteLine($"{target}  signed by {signer.Name} (SHA-256 {signer.Fingerprint})");
            return ExitCode.Done;
        });
        return command;
    }
}
