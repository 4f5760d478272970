using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Singular.Manifests;

/// <summary>The signed result of a check of a package: a CMS message like a package's author signature (RFC 5652), DER, whose content is JSON
/// in UTF-8: <c>package</c> with <c>id</c>, <c>version</c>, <c>sha256</c>; <c>contracts</c> with name, version and hash of what it
/// provides and imports; <c>verifier</c>, the version of the system that verified and checked; <c>checked</c>, the date in UTC;
/// <c>result</c>, the report of the check.</summary>
public static class CheckAttestation
{
    /// <summary>Bytes of an attestation; reports have some thousands.</summary>
    private const int MaxBytes = 4 << 20;

    /// <summary>Signs a result.</summary>
    /// <param name="package">What was checked.</param>
    /// <param name="report">The report of the check, JSON.</param>
    /// <param name="key">Who says so.</param>
    /// <param name="clock">Gives the time.</param>
    /// <param name="stamper">Stamps the signature; null for none.</param>
    /// <exception cref="RefusedException">Why the key cannot be used.</exception>
    public static byte[] Sign(DriverPackage package, byte[] report, SigningKey key, TimeProvider clock, TimeStamper? stamper = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(clock);
        return PackageSigner.SignContent(Content(package, report, clock.GetUtcNow()), key, clock, stamper).Write();
    }

    /// <summary>Checks the signature of an attestation and gives what it says. Whether to trust the signer is another question.</summary>
    /// <exception cref="RefusedException"><c>SignatureBroken</c> and others: it is not what was signed; <c>AttestationInvalid</c>: what was
    /// signed is no attestation.</exception>
    public static Attestation Read(byte[] attestation)
    {
        ArgumentNullException.ThrowIfNull(attestation);
        if (attestation.Length > MaxBytes)
            throw Invalid($"it has {attestation.Length} bytes, at most {MaxBytes} are read");
        CmsMessage message = CmsMessage.Read(attestation, Oids.Data);
        SignatureCheck.RequireNuGetForm(message.Signer);
        // A time stamp has to be good, below; a repository has nothing to say here.
        if (message.Signer.FindUnsigned(Oids.Countersignature) is not null)
            throw new RefusedException(RefusalCode.SignatureAttributeRefused, "attestation", "it carries a countersignature, which attestations do not have", "attest again");
        SignedAttributes attributes = SignedAttributes.ReadAuthor(message.Signer);
        IReadOnlyList<X509Certificate2> chain = SignerCheck.Check(message.Signer, message.Content, attributes.MessageDigest, attributes.Certificate, message.Certificates, CertificatePurpose.CodeSigning);
        TimeStampCheck.OfSigner(message.Signer);
        CertificateChain.RequireNoneLeft(message.Certificates, [chain]);
        return Parse(attestation, message.Content, chain);
    }

    private static Attestation Parse(byte[] attestation, byte[] content, IReadOnlyList<X509Certificate2> chain)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(content);
            JsonElement package = json.RootElement.GetProperty("package");
            string sha256 = package.GetProperty("sha256").GetString() ?? "";
            string id = package.GetProperty("id").GetString() ?? "";
            return NameRules.IsSha256(sha256) && NameRules.IsPackageId(id)
                ? new Attestation(attestation, id, package.GetProperty("version").GetString() ?? "", sha256, Encoding.UTF8.GetString(content), chain)
                : throw Invalid("it names no package and hash");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Invalid("what was signed is not the result of a check");
        }
    }

    private static RefusedException Invalid(string what) => new(RefusalCode.AttestationInvalid, "attestation", what, "make one with singular check PACKAGE --attest FILE");

    private static byte[] Content(DriverPackage package, byte[] report, DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("package");
            json.WriteString("id", package.Id);
            json.WriteString("version", package.Version.ToString());
            json.WriteString("sha256", package.Sha256);
            json.WriteEndObject();
            json.WriteStartArray("contracts");
            foreach (ContractReference contract in package.Manifest.Imports.Select(import => import.Contract).Prepend(package.Manifest.Provides))
            {
                json.WriteStartObject();
                json.WriteString("contract", contract.ToString());
                json.WriteString("sha256", contract.Hash);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("verifier", typeof(CheckAttestation).Assembly.GetName().Version!.ToString(3));
            json.WriteString("checked", now.UtcDateTime.ToString("u", CultureInfo.InvariantCulture));
            json.WritePropertyName("result");
            json.WriteRawValue(report);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
