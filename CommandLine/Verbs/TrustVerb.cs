using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class TrustVerb
{
    public static Command Create() => new("trust", "Whom the owner trusts to sign which packages.") { Add(), Show() };

    private static Command Add()
    {
        var from = new Option<FileInfo>("--from") { Description = "A signed package; its signer's certificate is trusted.", Required = true, HelpName = "PACKAGE" };
        var name = new Option<string>("--as") { Description = "What you call the signer; policies use the name.", Required = true, HelpName = "NAME" };
        var scope = new Option<string>("--for") { Description = "Package names that it may sign, with *, separated by commas.", DefaultValueFactory = _ => "*", HelpName = "NAMES" };
        var command = new Command("add", "Trust the signer of a package.") { from, name, scope, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.OpenOrCreate(parsed);
            AuthorSignature signature = SignatureCheck.Check(PackageReader.ReadFile(parsed.GetRequiredValue(from).FullName));
            TrustStore trust = session.Root.Trust().Add(new TrustedSigner(
                signature.Fingerprint, parsed.GetRequiredValue(name), Patterns(parsed.GetRequiredValue(scope)), IsAuthority: false));
            session.Root.Save(trust);
            Console.WriteLine($"{SafeText.Escape(parsed.GetRequiredValue(name))} (SHA-256 {signature.Fingerprint}) may sign {SafeText.Escape(parsed.GetRequiredValue(scope))}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static NamePattern[] Patterns(string text) => [.. text.Split(',').Select(word => NamePattern.TryParse(word, out NamePattern pattern)
        ? pattern
        : throw CommandFailure.CouldNotRun($"--for takes package names with *, separated by commas; '{SafeText.Escape(word)}' is none."))];

    private static Command Show()
    {
        var command = new Command("show", "Print the trust file.") { RootSession.RootOption };
        command.SetAction(parsed =>
        {
            Console.Write(RootSession.Open(parsed).Root.Trust().Text);
            return ExitCode.Done;
        });
        return command;
    }
}
