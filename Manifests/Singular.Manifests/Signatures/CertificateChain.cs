using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Puts the certificates of a signature in order and checks that each was signed by the next.</summary>
/// <remarks>
/// NuGet names only the signer's certificate in the signed attributes. So that no bit of the others can change unseen, each
/// must be signed by the one above it and the last by itself, and none may be left over; the platform's own chain check looks
/// at neither a root's signature nor superfluous certificates.
/// </remarks>
internal static class CertificateChain
{
    /// <summary>Orders the certificates of a single signer from its own upwards; none may be left over.</summary>
    /// <inheritdoc cref="From"/>
    public static List<X509Certificate2> Order(IReadOnlyList<byte[]> certificates, byte[] signer)
    {
        List<X509Certificate2> chain = From(certificates, signer);
        RequireNoneLeft(certificates, [chain]);
        return chain;
    }

    /// <summary>The chain of one signer, from its own certificate upwards.</summary>
    /// <param name="certificates">DER of all certificates.</param>
    /// <param name="signer">DER of the signer's, one of them.</param>
    /// <exception cref="RefusedException"><c>CertificateInvalid</c>, <c>SignatureAlgorithmRefused</c>, <c>KeyTooWeak</c>.</exception>
    public static List<X509Certificate2> From(IReadOnlyList<byte[]> certificates, byte[] signer)
    {
        List<X509Certificate2> left = [.. certificates.Where(der => !ReferenceEquals(der, signer)).Select(der => CertificateFields.Load(der, ZipFormat.SignatureEntry))];
        var chain = new List<X509Certificate2> { CertificateFields.Load(signer, ZipFormat.SignatureEntry) };
        while (!IsSelfIssued(chain[^1]) && Issuer(chain[^1], left) is { } next)
        {
            CheckSignature(chain[^1], next);
            left.Remove(next);
            chain.Add(next);
        }
        // A single one is named by its hash in the signed attributes and needs nobody above it.
        if (chain.Count > 1)
        {
            if (!IsSelfIssued(chain[^1]))
                throw Invalid("the chain does not end with a certificate that issued itself");
            CheckSignature(chain[^1], chain[^1]);
        }
        return chain;
    }

    /// <summary>Refuses certificates that belong to none of the chains, and those that are there twice.</summary>
    public static void RequireNoneLeft(IReadOnlyList<byte[]> certificates, IReadOnlyList<IReadOnlyList<X509Certificate2>> chains)
    {
        HashSet<Fingerprint> used = [.. chains.SelectMany(chain => chain).Select(Fingerprint.Of)];
        if (certificates.Count != used.Count)
            throw Invalid("a certificate belongs to no chain from a signer's upwards, or is there twice");
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) => certificate.IssuerName.RawData.AsSpan().SequenceEqual(certificate.SubjectName.RawData);

    // Of several authorities of one name the one that signed.
    private static X509Certificate2? Issuer(X509Certificate2 certificate, List<X509Certificate2> candidates)
    {
        X509Certificate2[] named = [.. candidates.Where(candidate => candidate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))];
        return named.Length < 2 ? named.FirstOrDefault() : named.FirstOrDefault(candidate => HasSigned(candidate, certificate)) ?? named[0];
    }

    private static bool HasSigned(X509Certificate2 issuer, X509Certificate2 certificate)
    {
        try
        {
            CheckSignature(certificate, issuer);
            return true;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    // RFC 5280, section 4.1: Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING };
    // signatureAlgorithm and tbsCertificate.signature (section 4.1.1.2) must be the same.
    private static void CheckSignature(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        string where = $"certificate {Fingerprint.Of(certificate)}";
        using RSA key = CertificateFields.RsaKey(issuer);
        if (key.KeySize < CertificateRules.MinKeyBits)
            throw new RefusedException(RefusalCode.KeyTooWeak, where, $"its issuer's key has {key.KeySize} bits, at least {CertificateRules.MinKeyBits} are needed", "use another authority");
        bool isGood;
        try
        {
            isGood = IsSigned(certificate.RawData, key, where);
        }
        catch (Exception error) when (error is AsnContentException or CryptographicException)
        {
            isGood = false;
        }
        if (!isGood)
            throw Invalid($"{Fingerprint.Of(certificate)} was not signed by the certificate that it names as its issuer");
    }

    private static bool IsSigned(byte[] der, RSA issuer, string where)
    {
        AsnReader outer = new(der, AsnEncodingRules.DER);
        AsnReader fields = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        ReadOnlyMemory<byte> signed = fields.ReadEncodedValue();
        ReadOnlyMemory<byte> algorithm = fields.ReadEncodedValue();
        byte[] signature = fields.ReadBitString(out int unusedBits);
        fields.ThrowIfNotEmpty();
        string oid = new AsnReader(algorithm, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier();
        HashAlgorithmName hash = CertificateFields.HashOfAlgorithm(oid)
            ?? throw new RefusedException(RefusalCode.SignatureAlgorithmRefused, where, $"it is signed with algorithm {oid}", "get one that is signed with RSA and SHA-256 or stronger");
        return unusedBits == 0
            && CertificateFields.InnerAlgorithm(signed).Span.SequenceEqual(algorithm.Span)
            && signature.Length == (issuer.KeySize + 7) / 8
            && issuer.VerifyData(signed.Span, signature, hash, RSASignaturePadding.Pkcs1);
    }

    private static RefusedException Invalid(string what) =>
        new(RefusalCode.CertificateInvalid, ZipFormat.SignatureEntry, what, "sign again with the whole chain and nothing else");
}
