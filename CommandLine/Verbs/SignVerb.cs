using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class SignVerb
{
    public static Command Create()
    {
        var package = new Argument<FileInfo>("PACKAGE") { Description = "An unsigned package; it is replaced by the signed one." };
        var output = new Option<FileInfo?>("--output", "-o") { Description = "Write the signed package here instead.", HelpName = "FILE" };
        var keys = new KeyOptions();
        var command = new Command("sign", "Sign a package with an author signature in NuGet's form.") { package, output, RootSession.RootOption };
        keys.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(package).FullName;
            byte[] unsigned = PackageReader.ReadFile(path);
            using SigningKey signer = keys.Load(parsed);
            byte[] signed = PackageSigner.Sign(unsigned, signer, TimeProvider.System, keys.Stamper(parsed));
            string target = parsed.GetValue(output)?.FullName ?? path;
            Files.Replace(target, signed);
            Console.WriteLine($"{target}  signed by {signer.Name} (SHA-256 {signer.Fingerprint}){Stamped(SignatureCheck.Check(signed).Stamp)}");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What is said of a time stamp behind a signature.</summary>
    public static string Stamped(TimeStamp? stamp) => stamp is null ? "" : $", stamped {stamp.Time.UtcDateTime:u} by {stamp.Fingerprint}";
}
