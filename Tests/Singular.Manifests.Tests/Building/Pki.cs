using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests.Tests;

/// <summary>Chains of three on three keys that are made once: root, intermediate, leaf. What deviates is an argument.</summary>
internal static class Pki
{
    /// <summary>The moment at which every certificate is valid that is not said to be otherwise.</summary>
    public static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<RSA> RootKey = new(() => RSA.Create(3072));
    private static readonly Lazy<RSA> MiddleKey = new(() => RSA.Create(3072));
    private static readonly Lazy<RSA> LeafKey = new(() => RSA.Create(3072));

    public static X509Certificate2 Root(bool isAuthority = true, int? pathLength = null, string? permittedName = null, int years = 5, string name = "CN=Pki Root") =>
        Make(name, RootKey.Value, null, RootKey.Value, Authority(isAuthority, pathLength, permittedName), Now.AddYears(-1), Now.AddYears(years), 1);

    public static X509Certificate2 Middle(X509Certificate2 root, bool isAuthority = true, bool isExpired = false) =>
        Make("CN=Pki Middle", MiddleKey.Value, root, RootKey.Value, Authority(isAuthority, null, null), Now.AddYears(-1), isExpired ? Now.AddDays(-1) : Now.AddYears(4), 2);

    /// <summary>A leaf under the intermediate, with its chain.</summary>
    public static SigningKey Leaf(X509Certificate2 middle, X509Certificate2 root, string subject = "CN=Pki Leaf", bool isUnderRoot = false)
    {
        X509Certificate2 issuer = isUnderRoot ? root : middle;
        X509Certificate2 leaf = Make(subject, LeafKey.Value, issuer, isUnderRoot ? RootKey.Value : MiddleKey.Value, Code(), Now.AddMonths(-1), Now.AddMonths(6), 3).CopyWithPrivateKey(LeafKey.Value);
        return new SigningKey("leaf", leaf, isUnderRoot ? [root] : [middle, root]);
    }

    /// <summary>A leaf that issued itself.</summary>
    public static SigningKey SelfSigned(string subject = "CN=Pki Self") =>
        new("self", Make(subject, LeafKey.Value, null, LeafKey.Value, Code(), Now.AddMonths(-1), Now.AddMonths(6), 4).CopyWithPrivateKey(LeafKey.Value), []);

    private static X509Certificate2 Make(string subject, RSA key, X509Certificate2? issuer, RSA issuerKey, IEnumerable<X509Extension> extensions, DateTimeOffset from, DateTimeOffset to, byte serial)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        foreach (X509Extension extension in extensions)
            request.CertificateExtensions.Add(extension);
        return request.Create(issuer?.SubjectName ?? request.SubjectName, X509SignatureGenerator.CreateForRSA(issuerKey, RSASignaturePadding.Pkcs1), from, to, [serial]);
    }

    private static IEnumerable<X509Extension> Authority(bool isAuthority, int? pathLength, string? permittedName)
    {
        yield return new X509BasicConstraintsExtension(isAuthority, pathLength is not null, pathLength ?? 0, critical: true);
        yield return new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true);
        if (permittedName is not null)
            yield return new X509Extension("2.5.29.30", PermittedName(permittedName), critical: true);
    }

    private static IEnumerable<X509Extension> Code() =>
    [
        new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true),
        new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false),
    ];

    // NameConstraints { permittedSubtrees { directoryName } } (RFC 5280, section 4.2.1.10).
    private static byte[] PermittedName(string name)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 0, isConstructed: true)))
        using (writer.PushSequence())
        using (writer.PushSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 4, isConstructed: true)))
            writer.WriteEncodedValue(new X500DistinguishedName(name).RawData);
        return writer.Encode();
    }
}
