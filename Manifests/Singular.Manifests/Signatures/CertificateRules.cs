using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>What a signer's certificate must be, whoever issued it.</summary>
internal static class CertificateRules
{
    /// <summary>Smallest RSA modulus, in bits.</summary>
    public const int MinKeyBits = 3072;

    /// <exception cref="RefusedException">The first rule that is broken.</exception>
    public static void Check(X509Certificate2 certificate, CertificatePurpose purpose)
    {
        string where = $"certificate {Fingerprint.Of(certificate)}";
        CheckKey(certificate, where);
        if (!Oids.CertificateAlgorithms.Contains(certificate.SignatureAlgorithm.Value))
            throw new RefusedException(RefusalCode.SignatureAlgorithmRefused, where, $"the certificate is signed with {certificate.SignatureAlgorithm.FriendlyName ?? certificate.SignatureAlgorithm.Value}", "get one that is signed with RSA and SHA-256 or stronger");
        try
        {
            CheckUsage(certificate, purpose, where);
        }
        catch (CryptographicException)
        {
            throw new RefusedException(RefusalCode.CertificateInvalid, where, "an extension of the certificate cannot be read", "sign again with a sound certificate");
        }
    }

    /// <summary>Refuses a certificate that is not valid at the moment.</summary>
    public static void CheckValidity(X509Certificate2 certificate, DateTimeOffset moment)
    {
        string where = $"certificate {Fingerprint.Of(certificate)}";
        if (moment < new DateTimeOffset(certificate.NotBefore.ToUniversalTime()))
            throw new RefusedException(RefusalCode.CertificateNotYetValid, where, $"valid from {certificate.NotBefore.ToUniversalTime():u}, now is {moment.UtcDateTime:u}", "check the machine's clock");
        if (moment > new DateTimeOffset(certificate.NotAfter.ToUniversalTime()))
            throw new RefusedException(RefusalCode.CertificateExpired, where, $"valid until {certificate.NotAfter.ToUniversalTime():u}, now is {moment.UtcDateTime:u}", "ask the author for a package signed with a valid certificate");
    }

    private static void CheckKey(X509Certificate2 certificate, string where)
    {
        using RSA key = CertificateFields.RsaKey(certificate);
        if (key.KeySize < MinKeyBits)
            throw new RefusedException(RefusalCode.KeyTooWeak, where, $"the RSA key has {key.KeySize} bits, at least {MinKeyBits} are needed", "use a longer key");
    }

    private static void CheckUsage(X509Certificate2 certificate, CertificatePurpose purpose, string where)
    {
        var keyUsage = Single<X509KeyUsageExtension>(certificate);
        if (keyUsage is null || !keyUsage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature))
            throw Usage(where, "it has no key usage digitalSignature", purpose);
        var purposes = Single<X509EnhancedKeyUsageExtension>(certificate);
        string[] oids = [.. purposes?.EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value ?? "") ?? []];
        // RFC 3161, section 2.3: time stamping must be the only usage and critical.
        if (purpose == CertificatePurpose.TimeStamping)
        {
            if (oids is not [Oids.TimeStamping] || !purposes!.Critical)
                throw Usage(where, "its extended key usage is not timeStamping, critical and alone", purpose);
            return;
        }
        if (!oids.Contains(Oids.CodeSigning))
            throw Usage(where, "it has no extended key usage codeSigning", purpose);
        if (oids.Contains(Oids.LifetimeSigning))
            throw Usage(where, "its usage lifetimeSigning would end the signature with the certificate", purpose);
    }

    private static T? Single<T>(X509Certificate2 certificate)
        where T : X509Extension
    {
        T[] found = [.. certificate.Extensions.OfType<T>()];
        return found.Length == 1 ? found[0] : null;
    }

    private static RefusedException Usage(string where, string what, CertificatePurpose purpose) =>
        new(RefusalCode.CertificateUsageRefused, where, what, purpose == CertificatePurpose.TimeStamping ? "use another time-stamp authority" : "sign with a certificate made for code signing");
}
