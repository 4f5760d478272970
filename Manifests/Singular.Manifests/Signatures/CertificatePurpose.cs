namespace Singular.Manifests;

/// <summary>What a certificate's key is to sign.</summary>
internal enum CertificatePurpose
{
    /// <summary>Packages, as author or repository.</summary>
    CodeSigning,

    /// <summary>RFC 3161 time stamps.</summary>
    TimeStamping,
}
