using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class InspectVerb
{
    public static Command Create()
    {
        var package = new Argument<string>("PACKAGE") { Description = "A package file, or the name of an installed driver." };
        var json = new Option<bool>("--json") { Description = "The manifest as it lies in the package." };
        var command = new Command("inspect", "Show what a package says of itself and who signed it.") { package, json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            DriverPackage found = Find(parsed, parsed.GetRequiredValue(package));
            if (parsed.GetValue(json))
                Console.WriteLine(System.Text.Encoding.UTF8.GetString(found.ManifestJson));
            else
                Print(found);
            return ExitCode.Done;
        });
        return command;
    }

    private static DriverPackage Find(ParseResult parsed, string name)
    {
        if (File.Exists(name))
            return PackageReader.Read(PackageReader.ReadFile(name));
        RootSession session = RootSession.Open(parsed);
        InstalledDriver driver = session.Root.Store.Installed().Find(name)
            ?? throw CommandFailure.CouldNotRun($"{SafeText.Escape(name)} is neither a file nor an installed driver; 'singular list' names those.");
        return session.Root.Store.Package(driver);
    }

    private static void Print(DriverPackage package)
    {
        DriverManifest manifest = package.Manifest;
        Line("driver", $"{manifest.Id} {manifest.Version}");
        Line("what", manifest.Description);
        Line("license", manifest.License);
        Line("authors", package.Authors);
        Line("provides", $"{manifest.Provides}  {manifest.Provides.Hash}");
        foreach (ImportedContract import in manifest.Imports)
            Line("uses", $"{import.Parameter}: {import.Contract}  {import.Contract.Hash}");
        Line("resources", ManifestText.Resources(manifest));
        Line("budget", ManifestText.Budget(manifest));
        Line("needs", $"driver profile {manifest.Profile}, kernel interface {manifest.KernelInterface}");
        Line("assemblies", string.Join(", ", package.Assemblies.Keys.Order(StringComparer.Ordinal)));
        Line("SHA-256", package.Sha256);
        if (!package.IsSigned)
        {
            Line("signer", "none: the package is not signed");
            return;
        }

        AuthorSignature signature = SignatureCheck.Check(package.Bytes);
        Line("signer", $"{signature.Certificate.Subject} (SHA-256 {signature.Fingerprint}); the signature is good, whether to trust it is the root's matter");
    }

    private static void Line(string name, string text) => Console.WriteLine($"{name,-11} {SafeText.Escape(text)}");
}
