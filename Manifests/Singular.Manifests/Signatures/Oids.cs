using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>Object identifiers that signatures use, each with its source.</summary>
internal static class Oids
{
    /// <summary>RFC 5652, sections 4, 5.1, 11.1, 11.2, 11.3.</summary>
    public const string Data = "1.2.840.113549.1.7.1", SignedData = "1.2.840.113549.1.7.2", ContentType = "1.2.840.113549.1.9.3",
        MessageDigest = "1.2.840.113549.1.9.4", SigningTime = "1.2.840.113549.1.9.5";

    /// <summary>RFC 5126, section 5.11.1: commitment type, and proof of origin, which NuGet takes for "author".</summary>
    public const string CommitmentType = "1.2.840.113549.1.9.16.2.16", ProofOfOrigin = "1.2.840.113549.1.9.16.6.1";

    /// <summary>RFC 5126, section 5.11.1: proof of receipt, which NuGet takes for "repository".</summary>
    public const string ProofOfReceipt = "1.2.840.113549.1.9.16.6.2";

    /// <summary>RFC 5652, section 11.4.</summary>
    public const string Countersignature = "1.2.840.113549.1.9.6";

    /// <summary>RFC 3161, appendix A and section 2.4.2: the unsigned attribute with a time stamp, and the type of its content.</summary>
    public const string TimeStampToken = "1.2.840.113549.1.9.16.2.14", TimeStampInfo = "1.2.840.113549.1.9.16.1.4";

    /// <summary>RFC 3161, section 2.3.</summary>
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    /// <summary>NuGet's "Package Signatures Technical Details": address of the repository's index, and the package's owners.</summary>
    public const string NuGetServiceIndex = "1.3.6.1.4.1.311.84.2.1.1.1", NuGetPackageOwners = "1.3.6.1.4.1.311.84.2.1.1.2";

    /// <summary>RFC 5035, section 3.</summary>
    public const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    /// <summary>RFC 3370, section 3.2.</summary>
    public const string Rsa = "1.2.840.113549.1.1.1";

    /// <summary>RFC 5280, section 4.2.1.12.</summary>
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";

    /// <summary>Microsoft's lifetime signing usage, which ends a signature's validity with its certificate's; NuGet refuses it.</summary>
    public const string LifetimeSigning = "1.3.6.1.4.1.311.10.3.13";

    /// <summary>RFC 5754, section 2.</summary>
    public const string Sha256 = "2.16.840.1.101.3.4.2.1", Sha384 = "2.16.840.1.101.3.4.2.2", Sha512 = "2.16.840.1.101.3.4.2.3";

    /// <summary>RFC 8017, appendix A.2.4: RSA with SHA-256, -384, -512, in this order, as a certificate's signature algorithm.</summary>
    public static readonly string[] CertificateAlgorithms = ["1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13"];

    /// <summary>The hash algorithm of an identifier; null for one that signatures may not use.</summary>
    public static HashAlgorithmName? Hash(string oid) => oid switch
    {
        Sha256 => HashAlgorithmName.SHA256,
        Sha384 => HashAlgorithmName.SHA384,
        Sha512 => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>The hash algorithm inside an identifier of RSA with a hash; null for any other algorithm.</summary>
    public static string? HashOfRsa(string oid) => Array.IndexOf(CertificateAlgorithms, oid) switch
    {
        0 => Sha256,
        1 => Sha384,
        2 => Sha512,
        _ => null,
    };
}
