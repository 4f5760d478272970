using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class TrustVerb
{
    public static Command Create() => new("trust", "Whom the owner trusts to sign which packages.") { Add(), List(), Show(), Remove(), Revoke() };

    private static Command Add()
    {
        var file = new Argument<FileInfo?>("CERTIFICATE") { Description = "A certificate, PEM or DER; instead of --from.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<FileInfo?>("--from") { Description = "A signed package: its signer's certificate, or with --authority, --repository or --stamp the one that plays that part; with --attest an attestation.", HelpName = "PACKAGE" };
        var name = new Option<string>("--as") { Description = "What you call its holder; policies use the name.", Required = true, HelpName = "NAME" };
        var scope = new Option<string>("--for") { Description = "Package names that it may sign, with *, separated by commas.", DefaultValueFactory = _ => "*", HelpName = "NAMES" };
        var authority = new Option<bool>("--authority") { Description = "It issues signers' certificates: everybody whom it certifies is trusted." };
        var repository = new Option<bool>("--repository") { Description = "It countersigns packages." };
        var stamp = new Option<bool>("--stamp") { Description = "It makes time stamps." };
        var attest = new Option<bool>("--attest") { Description = "It tests packages: its attestations count." };
        var command = new Command("add", "Trust a certificate.") { file, from, name, scope, authority, repository, stamp, attest, RootSession.RootOption };
        command.Validators.Add(result =>
        {
            if (new[] { authority, repository, stamp, attest }.Count(option => result.GetValue(option)) > 1)
                result.AddError("Give one of --authority, --repository, --stamp and --attest, or none for a signer.");
            if (result.GetValue(file) is null == result.GetValue(from) is null)
                result.AddError("Give a certificate's file or --from PACKAGE.");
        });
        command.SetAction(parsed =>
        {
            TrustRole role = parsed.GetValue(authority) ? TrustRole.Authority : parsed.GetValue(repository) ? TrustRole.Repository : parsed.GetValue(stamp) ? TrustRole.Stamp : parsed.GetValue(attest) ? TrustRole.Attest : TrustRole.Signer;
            X509Certificate2 certificate = parsed.GetValue(file) is { } given
                ? KeyFile.Certificates(given.FullName)[0]
                : OfPackage(parsed.GetValue(from)!.FullName, role);
            TrustedSigner entry = TrustedSigner.Of(Fingerprint.Of(certificate), parsed.GetRequiredValue(name), parsed.GetRequiredValue(scope), role);
            RootSession session = RootSession.OpenOrCreate(parsed);
            session.Root.Save(session.Root.Trust().Add(entry));
            Console.WriteLine($"+ {entry}");
            Console.WriteLine($"  {SafeText.Escape(certificate.Subject)}, valid until {certificate.NotAfter.ToUniversalTime():u}");
            return ExitCode.Done;
        });
        return command;
    }

    private static X509Certificate2 OfPackage(string path, TrustRole role)
    {
        if (role == TrustRole.Attest)
            return CheckAttestation.Read(PackageReader.ReadFile(path)).Chain[0];
        AuthorSignature signature = SignatureCheck.Check(PackageReader.ReadFile(path));
        return role switch
        {
            TrustRole.Authority when signature.Chain.Count > 1 => signature.Chain[^1],
            TrustRole.Authority => throw CommandFailure.Refused($"{SafeText.Escape(path)} carries no authority's certificate, only its signer's; trust that, or name the authority's file."),
            TrustRole.Repository => (signature.Countersignature ?? throw CommandFailure.Refused($"{SafeText.Escape(path)} is not countersigned.")).Chain[^1],
            TrustRole.Stamp => (signature.Stamp ?? throw CommandFailure.Refused($"{SafeText.Escape(path)} has no time stamp.")).Chain[^1],
            _ => signature.Certificate,
        };
    }

    private static Command List()
    {
        Option<bool> json = JsonText.Option("One line: an array of objects.");
        var command = new Command("list", "List whom this machine trusts, for what, and who is revoked.") { json, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            TrustStore trust = RootSession.Open(parsed).Root.Trust();
            if (parsed.GetValue(json))
            {
                PrintJson(trust);
                return ExitCode.Done;
            }
            TableText.Print(["ROLE", "NAME", "MAY SIGN", "FINGERPRINT"], trust.Signers.Select(signer => new[]
            {
                signer.Role.ToString().ToLowerInvariant() + (trust.Revoked.ContainsKey(signer.Fingerprint) ? " (revoked)" : ""),
                signer.Name,
                signer.Role == TrustRole.Stamp ? "-" : string.Join(',', signer.Scope),
                signer.Fingerprint.ToString(),
            }));
            foreach ((Fingerprint print, string reason) in trust.Revoked)
                Console.WriteLine($"revoked {print} {SafeText.Escape(reason)}");
            return ExitCode.Done;
        });
        return command;
    }

    // What is revoked has an entry of its own where no line trusts it: a program that looks for one finds it either way.
    private static void PrintJson(TrustStore trust)
    {
        IEnumerable<(string Role, string Name, Fingerprint Print, string Scope)> entries =
        [
            .. trust.Signers.Select(signer => (signer.Role.ToString().ToLowerInvariant(), signer.Name, signer.Fingerprint, string.Join(',', signer.Scope))),
            .. trust.Revoked.Keys.Where(print => trust.Signers.All(signer => signer.Fingerprint != print)).Select(print => ("none", "", print, "")),
        ];
        JsonText.PrintArray(entries, (writer, entry) =>
        {
            writer.WriteString("role", entry.Role);
            writer.WriteString("name", entry.Name);
            writer.WriteString("fingerprint", entry.Print.ToString());
            writer.WriteString("scope", entry.Scope);
            writer.WriteBoolean("revoked", trust.Revoked.ContainsKey(entry.Print));
            writer.WriteString("reason", trust.Revoked.GetValueOrDefault(entry.Print, ""));
        });
    }

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

    private static Command Remove()
    {
        Argument<string> who = Who();
        var command = new Command("remove", "Trust a certificate no longer. What it signed and is installed stays; 'revoke' takes that out, too.") { who, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            TrustStore trust = session.Root.Trust();
            Fingerprint print = trust.Resolve(parsed.GetRequiredValue(who));
            TrustedSigner[] gone = [.. trust.Signers.Where(signer => signer.Fingerprint == print)];
            if (gone.Length == 0)
                throw CommandFailure.Refused($"No line of {session.Root.TrustPath} trusts {print}; nothing was changed.");
            session.Root.Save(trust.Remove(print));
            foreach (TrustedSigner signer in gone)
                Console.WriteLine($"- {signer}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Revoke()
    {
        Argument<string> who = Who();
        var reason = new Option<string>("--reason") { Description = "Why, for people.", DefaultValueFactory = _ => "", HelpName = "TEXT" };
        var command = new Command("revoke", "Never again accept what a certificate signed, certified or stamped; what of it is installed is left out of the next image.") { who, reason, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            TrustStore trust = session.Root.Trust();
            Fingerprint print = trust.Resolve(parsed.GetRequiredValue(who));
            TrustStore revoked = trust.Revoke(print, parsed.GetRequiredValue(reason));
            session.Root.Save(revoked);
            Console.WriteLine($"+ {revoked.Text.TrimEnd('\n').Split('\n')[^1]}");
            foreach (PlacedDriver placed in SystemPlan.Of(session.Root.Store.Installed(), session.Root.Policy(), revoked).Drivers.Where(placed => placed.Refusals.Any(refusal => refusal.Code == RefusalCode.CertificateRevoked)))
                Console.WriteLine($"{placed.Driver.Manifest.Id} {placed.Driver.Manifest.Version} is left out from the next boot on.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Who() => new("WHO") { Description = "A name of the trust file, or a fingerprint (SHA-256)." };
}
