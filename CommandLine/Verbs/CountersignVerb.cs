using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class CountersignVerb
{
    public static Command Create()
    {
        var package = new Argument<FileInfo>("PACKAGE") { Description = "A signed package; it is replaced by the countersigned one." };
        var index = new Option<string>("--index") { Description = "The https address of the repository's NuGet index.", Required = true, HelpName = "URL" };
        var owners = new Option<string[]>("--owner") { Description = "Who owns the package in the repository; may be given several times.", HelpName = "NAME", AllowMultipleArgumentsPerToken = false };
        var output = new Option<FileInfo?>("--output", "-o") { Description = "Write the countersigned package here instead.", HelpName = "FILE" };
        var keys = new KeyOptions();
        var command = new Command("countersign", "Add a repository's countersignature to a signed package, in NuGet's form. A policy can demand it (countersigned=).") { package, index, owners, output, RootSession.RootOption };
        keys.AddTo(command);
        command.SetAction(parsed =>
        {
            string address = parsed.GetRequiredValue(index);
            if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? serviceIndex) || serviceIndex.Scheme != Uri.UriSchemeHttps)
                throw CommandFailure.CouldNotRun($"--index takes an https address; '{SafeText.Escape(address)}' is none.");
            string path = parsed.GetRequiredValue(package).FullName;
            byte[] signed = PackageReader.ReadFile(path);
            using SigningKey signer = keys.Load(parsed);
            byte[] countersigned = PackageSigner.Countersign(signed, signer, serviceIndex, parsed.GetValue(owners) ?? [], TimeProvider.System, keys.Stamper(parsed));
            string target = parsed.GetValue(output)?.FullName ?? path;
            Files.Replace(target, countersigned);
            Console.WriteLine($"{target}  countersigned by {signer.Name} (SHA-256 {signer.Fingerprint}){SignVerb.Stamped(SignatureCheck.Check(countersigned).Countersignature!.Stamp)}");
            return ExitCode.Done;
        });
        return command;
    }
}
