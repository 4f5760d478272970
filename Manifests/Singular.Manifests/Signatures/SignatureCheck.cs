using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Checks that a package carries a good author signature in NuGet's form, and that time stamps and a repository's
/// countersignature, where there are any, are good too. Says nothing about trust or time.</summary>
public static class SignatureCheck
{
    /// <exception cref="RefusedException">There is no signature or it is not good; the code says why.</exception>
    public static AuthorSignature Check(byte[] package)
    {
        (byte[] unsigned, byte[]? der) = SignatureEnvelope.Split(package);
        if (der is null)
            throw new RefusedException(RefusalCode.SignatureMissing, "package", "the package is not signed", "sign it with singular sign, or ask its author for the signed package");
        CmsMessage message = CmsMessage.Read(der, Oids.Data);
        CmsSignerInfo signer = message.Signer;
        RequireNuGetForm(signer);
        if (!message.Content.AsSpan().SequenceEqual(SignedContent.Of(unsigned, signer.Hash.Oid)))
            throw Broken("the package is not the one that was signed: its hash is another one");
        SignedAttributes attributes = SignedAttributes.ReadAuthor(signer);
        IReadOnlyList<X509Certificate2> chain = SignerCheck.Check(signer, message.Content, attributes.MessageDigest, attributes.Certificate, message.Certificates, CertificatePurpose.CodeSigning);
        TimeStamp? stamp = TimeStampCheck.OfSigner(signer);
        Countersignature? countersignature = CountersignatureCheck.OfSigner(signer, message.Certificates);
        CertificateChain.RequireNoneLeft(message.Certificates, countersignature is null ? [chain] : [chain, countersignature.Chain]);
        return new AuthorSignature(chain[0], chain, attributes.SigningTime, Convert.ToHexStringLower(SHA256.HashData(package)), stamp, countersignature);
    }

    /// <summary>What NuGet's tools write for every signer that the author's or the repository's tools made: the key's name
    /// where the certificate has one, no parameters of algorithms, no unsigned attribute but those that are checked.</summary>
    internal static void RequireNuGetForm(CmsSignerInfo signer)
    {
        if (signer.Algorithm != new CmsAlgorithm(Oids.Rsa) || signer.Hash.HasNullParameters)
            throw new RefusedException(RefusalCode.SignatureNotCanonical, ZipFormat.SignatureEntry, "an algorithm is written in another way than signers write it", "sign again");
        if (signer.Unsigned.FirstOrDefault(attribute => attribute.Oid is not (Oids.TimeStampToken or Oids.Countersignature)) is { } unknown)
            throw new RefusedException(RefusalCode.SignatureAttributeRefused, ZipFormat.SignatureEntry, $"the unsigned attribute {unknown.Oid} is neither a time stamp nor a countersignature", "sign without it");
    }

    internal static RefusedException Broken(string what) =>
        new(RefusalCode.SignatureBroken, ZipFormat.SignatureEntry, what, "do not use the package; fetch it again from its author");
}
