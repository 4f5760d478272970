using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Singular.Contracts;

namespace Singular.Manifests.Tests;

/// <summary>Everything that an attacker, a careless author or bad luck puts before the installer: each is refused with its
/// code, in one printable line, and the store is as it was. Time is what the test says.</summary>
public sealed class HostileInstallTests : IClassFixture<HostileInstallTests.Machine>
{
    private const string Trusting = "author";

    private readonly Machine _machine;

    public HostileInstallTests(Machine machine) => _machine = machine;

    /// <summary>A machine with one driver installed, at the time of <see cref="Pki.Now"/>.</summary>
    public sealed class Machine : IDisposable
    {
        internal TemporaryFolder Folder { get; } = new();

        internal Root Root { get; }

        internal OpenSslAuthority Stamps { get; } = new();

        public Machine()
        {
            Directory.CreateDirectory(Folder["root"]);
            Root = Reset("", "package=* -> process\n");
            byte[] clock = Signed(Samples.Pack(DriverAssembly.Clock(version: "2.0.0")));
            Installer(new Checks(), Pki.Now).Install([Write(clock)], InstallOptions.Default);
        }

        public void Dispose()
        {
            Stamps.Dispose();
            Folder.Dispose();
        }

        internal Root Reset(string trust, string policy)
        {
            File.WriteAllText(Folder["root/trust"], $"trust {Author.Fingerprint} as {Trusting} for Acme.*\n{trust}");
            File.WriteAllText(Folder["root/policy"], policy);
            return Root.Open(Folder["root"]);
        }

        internal Installer Installer(Checks checks, DateTimeOffset now) => new(Root.Open(Folder["root"]), checks, checks, [Samples.ContractFolder], new FixedClock(now));

        internal string Write(byte[] package)
        {
            string path = Folder["attack.nupkg"];
            File.WriteAllBytes(path, package);
            return path;
        }

        internal string Snapshot() => string.Join('\n', Directory.EnumerateFiles(Root.Store.Folder, "*", SearchOption.AllDirectories)
            .Where(path => !Path.GetFileName(path).StartsWith("lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(path => $"{path} {Convert.ToHexString(File.ReadAllBytes(path))}"));
    }

    private static readonly Lazy<SigningKey> LazyAuthor = new(() => Pki.SelfSigned("CN=Pki Author"));
    private static readonly byte[] Package = Samples.Pack(DriverAssembly.Clock("Acme.New", port: 0x500));

    private static SigningKey Author => LazyAuthor.Value;

    /// <summary>What is put before the installer.</summary>
    /// <param name="Make">The package file, when the machine is there.</param>
    /// <param name="Trust">Further lines of the trust file.</param>
    /// <param name="Policy">The policy.</param>
    /// <param name="Later">How much later than <see cref="Pki.Now"/> it is.</param>
    /// <param name="Finding">What the verifier finds; empty for nothing.</param>
    public sealed record Attack(Func<Machine, byte[]> Make, string Trust = "", string Policy = "package=* -> process\n", TimeSpan Later = default, string Finding = "");

    public static TheoryData<string, RefusalCode> Attacks
    {
        get
        {
            var data = new TheoryData<string, RefusalCode>();
            foreach ((string name, (_, RefusalCode code)) in Table)
                data.Add(name, code);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Each_is_refused_with_its_code_and_changes_nothing(string name, RefusalCode expected)
    {
        Attack attack = Table[name].Attack;
        _machine.Reset(attack.Trust, attack.Policy);
        string path = _machine.Write(attack.Make(_machine));
        string before = _machine.Snapshot();
        var checks = new Checks();
        if (attack.Finding.Length > 0)
            checks.Findings.Add(new VerificationFinding(attack.Finding, "Acme.dll: M", "found", MayBeWaived: attack.Finding != "NeverWaived"));
        var refused = Assert.Throws<RefusedException>(() => _machine.Installer(checks, Pki.Now + attack.Later).Install([path], InstallOptions.Default));
        Assert.True(refused.Code == expected, $"{name}: {refused.Message}");
        Assert.All(refused.Refusals, refusal => Assert.DoesNotContain(refusal.ToString(), IsUnprintable));
        Assert.Equal(before, _machine.Snapshot());
    }

    [Fact]
    public void There_are_more_than_sixty_and_what_they_vary_is_accepted()
    {
        Assert.True(Table.Count >= 100, $"{Table.Count}");
        _machine.Reset("", "package=* -> process\n");
        InstallPlan plan = _machine.Installer(new Checks(), Pki.Now).Plan([_machine.Write(Signed(Package))], InstallOptions.Default);
        Assert.Equal("Acme.New", Assert.Single(plan.Drivers).Package.Id);
        X509Certificate2 root = Pki.Root();
        X509Certificate2 middle = Pki.Middle(root);
        _machine.Reset(Line("authority", root, "ca"), "package=* -> process\n");
        Assert.Single(_machine.Installer(new Checks(), Pki.Now).Plan([_machine.Write(Sign(Package, Pki.Leaf(middle, root)))], InstallOptions.Default).Drivers);
    }

    private static bool IsUnprintable(char c) => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static readonly Dictionary<string, (Attack Attack, RefusalCode Code)> Table = MakeTable();

    private static Dictionary<string, (Attack Attack, RefusalCode Code)> MakeTable()
    {
        var table = new Dictionary<string, (Attack Attack, RefusalCode Code)>();
        void Add(string name, RefusalCode code, Attack attack) => table.Add(name, (attack, code));
        void Bytes(string name, RefusalCode code, Func<byte[]> make) => Add(name, code, new Attack(_ => make()));

        // Every hostile package of the reader's table, signed by somebody who is trusted where it can be signed at all.
        foreach (object[] row in PackageTests.Hostile)
        {
            var change = (Func<byte[], byte[]>)row[1];
            Bytes($"package: {row[0]}", (RefusalCode)row[2], () => SignedIfPossible(change(Samples.Pack(DriverAssembly.Clock()))));
        }

        // The signature and what it covers.
        Bytes("unsigned", RefusalCode.SignatureMissing, () => Package);
        Bytes("truncated", RefusalCode.ZipBroken, () => Signed(Package)[..^100]);
        Bytes("data appended to a signed package", RefusalCode.ZipBroken, () => [.. Signed(Package), .. "more"u8]);
        Bytes("data before a signed package", RefusalCode.ZipNotCanonical, () => [.. "MZ"u8, .. Signed(Package)]);
        Bytes("signed package zipped again", RefusalCode.SignatureBroken, () => Rezipped(Signed(Package)));
        Bytes("flipped bit in the code", RefusalCode.SignatureBroken, () => Flipped(Signed(Package), 1000));
        Bytes("signature of another package", RefusalCode.SignatureBroken, () => WithSignature(Zip.Entries(Signed(Samples.Pack(DriverAssembly.Clock("Acme.Other"))))[^1].Content));
        Bytes("signature is empty", RefusalCode.SignatureBroken, () => WithSignature([]));
        Bytes("signature in BER", RefusalCode.SignatureBroken, () => WithSignature(Zip.Entries(Signed(Package))[^1].Content is var der ? [der[0], 0x83, 0, .. der[2..]] : []));
        Bytes("10 GiB of zeros declared as 15 MiB", RefusalCode.EntryDamaged, () => Signed(ZeroBomb.Package(Package, 15 << 20)));
        Bytes("10 GiB of zeros declared as 4 GiB", RefusalCode.ZipEntryTooLarge, () => ZeroBomb.Package(Package, 0xFFFF_FFF0));
        foreach ((string what, RefusalCode code) in ((string, RefusalCode)[])[("SHA-1", RefusalCode.SignatureAlgorithmRefused), ("two signers", RefusalCode.SignatureBroken), ("no commitment", RefusalCode.SignatureAttributeRefused),
            ("receipt commitment", RefusalCode.SignatureAttributeRefused), ("extra attribute", RefusalCode.SignatureAttributeRefused), ("unsigned attribute", RefusalCode.SignatureAttributeRefused), ("extra certificate", RefusalCode.CertificateInvalid)])
        {
            Bytes($"CMS: {what}", code, () => WithSignature(ForeignSigner.Sign(Package, Author.Certificate, what)));
        }
        Bytes("countersignature by the repository on another signature", RefusalCode.SignatureBroken, ForeignCountersignature);

        // Certificates and chains.
        foreach ((string what, RefusalCode code) in ((string, RefusalCode)[])[("key of 2048 bits", RefusalCode.KeyTooWeak), ("no code signing", RefusalCode.CertificateUsageRefused),
            ("no digital signature", RefusalCode.CertificateUsageRefused), ("lifetime signing", RefusalCode.CertificateUsageRefused), ("SHA-1 certificate", RefusalCode.SignatureAlgorithmRefused)])
        {
            Bytes($"certificate: {what}", code, () => WithSignature(ForeignSigner.Sign(Package, Certificates.Bad(what))));
        }
        Bytes("self-signed by a stranger", RefusalCode.SignerUnknown, () => Sign(Package, Pki.SelfSigned("CN=Stranger")));
        Bytes("a stranger with escapes in its name", RefusalCode.SignerUnknown, () => Sign(Package, Pki.SelfSigned("CN=\"\u001b[2J\u202eevil\u200b\"")));
        Bytes("a chain to an unknown root", RefusalCode.SignerUnknown, () => Sign(Package, Chain().Leaf));
        Add("out of scope", RefusalCode.SignerOutOfScope, new Attack(_ => Signed(Samples.Pack(DriverAssembly.Clock("Other.Driver", port: 0x500)))));
        Add("expired without a stamp", RefusalCode.CertificateExpired, new Attack(_ => Signed(Package), Later: TimeSpan.FromDays(365)));
        Add("not yet valid", RefusalCode.CertificateNotYetValid, new Attack(_ => Signed(Package), Later: TimeSpan.FromDays(-60)));
        Add("revoked", RefusalCode.CertificateRevoked, new Attack(_ => Signed(Package), $"revoke {Author.Fingerprint} key lost\n"));
        Add("revoked root above a trusted signer", RefusalCode.CertificateRevoked, ChainAttack(chain => Line("trust", chain.Leaf.Certificate, "leaf") + $"revoke {Fingerprint.Of(chain.Root)} gone\n"));
        Add("revoked intermediate", RefusalCode.CertificateRevoked, ChainAttack(chain => Line("authority", chain.Root, "ca") + $"revoke {Fingerprint.Of(chain.Middle)} gone\n"));
        Add("revoked leaf under a trusted authority", RefusalCode.CertificateRevoked, ChainAttack(chain => Line("authority", chain.Root, "ca") + $"revoke {chain.Leaf.Fingerprint} gone\n"));
        Add("intermediate expired", RefusalCode.CertificateExpired, ChainAttack(chain => Line("authority", chain.Root, "ca"), () => Chain(isMiddleExpired: true)));
        Add("intermediate that may not issue", RefusalCode.CertificateInvalid, ChainAttack(chain => Line("authority", chain.Root, "ca"), () => Chain(isMiddleAuthority: false)));
        Add("root that may not issue", RefusalCode.CertificateInvalid, ChainAttack(chain => Line("authority", chain.Root, "ca"), () => Chain(Pki.Root(isAuthority: false))));
        Add("path longer than the root allows", RefusalCode.CertificateInvalid, ChainAttack(chain => Line("authority", chain.Root, "ca"), () => Chain(Pki.Root(pathLength: 0))));
        Add("name constraint broken", RefusalCode.CertificateInvalid, ChainAttack(chain => Line("authority", chain.Root, "ca"), () => Chain(Pki.Root(permittedName: "CN=Pki Other"))));
        Add("an authority trusted as a signer only", RefusalCode.SignerUnknown, ChainAttack(chain => Line("trust", chain.Root, "ca")));
        Add("a repository trusted to vouch only", RefusalCode.SignerUnknown, ChainAttack(chain => Line("repository", chain.Root, "shop")));
        Bytes("chain without its root", RefusalCode.CertificateInvalid, () => WithChain(chain => [chain.Leaf.Certificate.RawData, chain.Middle.RawData]));
        Bytes("chain without its middle", RefusalCode.CertificateInvalid, () => WithChain(chain => [chain.Leaf.Certificate.RawData, chain.Root.RawData]));
        Bytes("chain with another root of the same name", RefusalCode.CertificateInvalid, () => WithChain(chain => [chain.Leaf.Certificate.RawData, chain.Middle.RawData, Authority.Issue("CN=X", ca: true).Issuers[0].RawData]));
        Bytes("chain with a certificate twice", RefusalCode.CertificateInvalid, () => WithChain(chain => [chain.Leaf.Certificate.RawData, chain.Middle.RawData, chain.Root.RawData, chain.Root.RawData]));

        // Time stamps, whose authority lives in the present.
        Add("expired with an unknown authority's stamp", RefusalCode.CertificateExpired, new Attack(machine => Stamped(machine), Later: TimeSpan.FromDays(365)));
        Add("stamped before the certificate began", RefusalCode.CertificateNotYetValid, new Attack(machine => Stamped(machine), "STAMP"));
        Add("a stamp that lies in the future", RefusalCode.TimeStampInvalid, new Attack(machine => Stamped(machine), "STAMP", Later: TimeSpan.FromDays(-20 * 365)));
        Add("a stamp by a revoked authority", RefusalCode.CertificateRevoked, new Attack(machine => Stamped(machine), "REVOKED"));
        Bytes("a stamp that is no stamp", RefusalCode.SignatureBroken, () => WithStamp([0x30, 0x00]));

        // What the package says and does.
        Bytes("swapped manifest, signed", RefusalCode.ManifestDiffers, () => Signed(SwappedManifest()));
        Bytes("manifest that says less than the code asks", RefusalCode.ManifestDiffers, () => Signed(Zip.Change(Package, entries => Edit(entries, "singular/manifest.json", "\"count\": 2", "\"count\": 1"))));
        Bytes("description with escapes", RefusalCode.ManifestInvalid, () => Signed(Zip.Change(Package, entries => Edit(entries, "singular/manifest.json", "\"description\": \"\"", "\"description\": \"\\u001b[2J\""))));
        Bytes("licence with escapes", RefusalCode.ManifestInvalid, () => Signed(Zip.Change(Package, entries => Edit(entries, "singular/manifest.json", "\"license\": \"MIT\"", "\"license\": \"\\u001b[2J\""))));
        Bytes("class name with escapes", RefusalCode.ManifestInvalid, () => Signed(Zip.Change(Package, entries => Edit(entries, "singular/manifest.json", "Acme.TheDriver", "Acme.The\\u202EDriver"))));
        Bytes("replayed old version", RefusalCode.Downgrade, () => Signed(Samples.Pack(DriverAssembly.Clock(version: "1.0.0"))));
        Bytes("same version, other code", RefusalCode.VersionInstalled, () => Signed(Samples.Pack(DriverAssembly.Clock(version: "2.0.0", port: 0x300 + 2))));
        Bytes("an upgrade that asks for more", RefusalCode.ResourcesGrow, () => Signed(Samples.Pack(DriverAssembly.Clock(version: "3.0.0", port: 0x310))));
        Bytes("another's ports", RefusalCode.PortRangeOwned, () => Signed(Samples.Pack(DriverAssembly.Clock("Acme.Thief", port: 0x301))));
        Bytes("a contract that nobody provides", RefusalCode.ContractMissing, () => Signed(Samples.Pack(new DriverAssembly("Acme.Fat", typeof(IFileSystem)).Import("disk", typeof(IBlockDevice)).ToBytes())));
        Bytes("ports that own the machine", RefusalCode.GrantMissing, () => Signed(Samples.Pack(DriverAssembly.Clock("Acme.Reset", port: 0xCF8))));
        Add("denied by the policy", RefusalCode.PolicyDenies, new Attack(_ => Signed(Package), Policy: "package=Acme.New -> deny\n"));
        Add("no countersignature where one is demanded", RefusalCode.PolicyDenies, new Attack(_ => Signed(Package), Policy: "countersigned=no package=Acme.New -> deny\n"));
        Add("ports beyond the rule's", RefusalCode.PortCeilingExceeded, new Attack(_ => Signed(Package), Policy: "package=* -> process ports=0x10-0x20\n"));
        Add("memory beyond the rule's", RefusalCode.MemoryCeilingExceeded, new Attack(_ => Signed(Samples.Pack(new DriverAssembly("Acme.Disk", typeof(IBlockDevice)).Memory("m", "disk", 2 << 20).ToBytes())), Policy: "package=* -> process memory=1MiB\n"));
        Add("not verified", RefusalCode.VerificationFailed, new Attack(_ => Signed(Package), Finding: "StackUnexpected"));
        Add("not verified, waived for the kernel", RefusalCode.VerificationFailed, new Attack(_ => Signed(Package), Policy: "verified=no -> kernel\n", Finding: "StackUnexpected"));
        Add("a finding that no rule can waive", RefusalCode.VerificationFailed, new Attack(_ => Signed(Package), Policy: "package=* -> process waive=verification\n", Finding: "NeverWaived"));
        return table;
    }

    private sealed record Certified(X509Certificate2 Root, X509Certificate2 Middle, SigningKey Leaf);

    private static Certified Chain(X509Certificate2? root = null, bool isMiddleAuthority = true, bool isMiddleExpired = false)
    {
        X509Certificate2 top = root ?? Pki.Root();
        X509Certificate2 middle = Pki.Middle(top, isMiddleAuthority, isMiddleExpired);
        return new Certified(top, middle, Pki.Leaf(middle, top));
    }

    private static Attack ChainAttack(Func<Certified, string> trust, Func<Certified>? make = null)
    {
        Certified chain = (make ?? (() => Chain()))();
        return new Attack(_ => Sign(Package, chain.Leaf), trust(chain));
    }

    private static string Line(string word, X509Certificate2 certificate, string name) => $"{word} {Fingerprint.Of(certificate)} as {name} for *\n";

    private static byte[] Signed(byte[] package) => Sign(package, Author);

    private static byte[] Sign(byte[] package, SigningKey key) => PackageSigner.Sign(package, key, new FixedClock(Pki.Now));

    private static byte[] SignedIfPossible(byte[] package)
    {
        try
        {
            return Signed(package);
        }
        catch (RefusedException)
        {
            return package;
        }
    }

    private static byte[] WithSignature(byte[] signature) => SignatureEnvelope.Join(Package, signature, 0x0021_0000);

    private static byte[] Rezipped(byte[] signed) => SignatureEnvelope.Join(Zip.Change(Package, _ => { }), Zip.Entries(signed)[^1].Content, 0x0021_0000);

    private static byte[] Flipped(byte[] package, int at)
    {
        package[at] ^= 4;
        return package;
    }

    private static CmsMessage Message(byte[] signed) => CmsMessage.Read(SignatureEnvelope.Split(signed).Signature!, Oids.Data);

    private static byte[] WithChain(Func<Certified, byte[][]> certificates)
    {
        Certified chain = Chain();
        return WithSignature((Message(Sign(Package, chain.Leaf)) with { Certificates = [.. certificates(chain).Order(ByteOrder.Instance)] }).Write());
    }

    private static byte[] WithStamp(byte[] token)
    {
        CmsMessage message = Message(Signed(Package));
        return WithSignature((message with { Signer = message.Signer.WithUnsigned(Oids.TimeStampToken, token) }).Write());
    }

    private static byte[] Stamped(Machine machine)
    {
        byte[] package = PackageSigner.Sign(Package, Author, new FixedClock(Pki.Now), new TimeStamper(machine.Stamps, []));
        Fingerprint authority = Fingerprint.Of(machine.Stamps.Root);
        string trust = File.ReadAllText(machine.Folder["root/trust"]);
        File.WriteAllText(machine.Folder["root/trust"], trust.Replace("STAMP", $"stamp {authority} as clock\n").Replace("REVOKED", $"stamp {authority} as clock\nrevoke {authority} gone\n"));
        return package;
    }

    private static byte[] ForeignCountersignature()
    {
        byte[] other = PackageSigner.Countersign(Signed(Samples.Pack(DriverAssembly.Clock("Acme.Other"))), Author, new Uri("https://example.org/v3/index.json"), [], new FixedClock(Pki.Now));
        CmsMessage message = Message(Signed(Package));
        return WithSignature((message with { Signer = message.Signer.WithUnsigned(Oids.Countersignature, Message(other).Signer.FindUnsigned(Oids.Countersignature)!) }).Write());
    }

    private static byte[] SwappedManifest()
    {
        byte[] other = Zip.Entries(Samples.Pack(DriverAssembly.Clock("Acme.New", port: 0x510))).First(entry => entry.Name == "singular/manifest.json").Content;
        return Zip.Change(Package, entries => entries[entries.FindIndex(entry => entry.Name == "singular/manifest.json")] = ("singular/manifest.json", other));
    }

    private static void Edit(List<(string Name, byte[] Content)> entries, string name, string from, string to)
    {
        int index = entries.FindIndex(entry => entry.Name == name);
        string text = System.Text.Encoding.UTF8.GetString(entries[index].Content);
        Assert.Contains(from, text);
        entries[index] = (name, System.Text.Encoding.UTF8.GetBytes(text.Replace(from, to)));
    }
}
