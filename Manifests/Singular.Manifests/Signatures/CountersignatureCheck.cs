using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Checks a repository's countersignature of an author's signature. Says nothing about whom to trust.</summary>
internal static class CountersignatureCheck
{
    /// <param name="author">The author as signer.</param>
    /// <param name="certificates">DER of the message's certificates.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="RefusedException">There is one that is not good.</exception>
    public static Countersignature? OfSigner(CmsSignerInfo author, IReadOnlyList<byte[]> certificates)
    {
        if (author.FindUnsigned(Oids.Countersignature) is not { } der)
            return null;
        CmsSignerInfo signer = Read(der);
        SignatureCheck.RequireNuGetForm(signer);
        if (signer.FindUnsigned(Oids.Countersignature) is not null)
            throw new RefusedException(RefusalCode.SignatureAttributeRefused, ZipFormat.SignatureEntry, "the countersignature is countersigned itself", "countersign once");
        SignedAttributes attributes = SignedAttributes.ReadRepository(signer);
        (string index, IReadOnlyList<string> owners) = RepositoryAttributes.Read(signer);
        IReadOnlyList<X509Certificate2> chain = SignerCheck.Check(signer, author.Signature, attributes.MessageDigest, attributes.Certificate, certificates, CertificatePurpose.CodeSigning);
        return new Countersignature(chain, index, owners, attributes.SigningTime, TimeStampCheck.OfSigner(signer));
    }

    // The message around it was read as strict DER and written again; its own fields are held to the same here.
    private static CmsSignerInfo Read(byte[] der)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER);
            CmsSignerInfo signer = CmsSignerInfo.Read(reader);
            reader.ThrowIfNotEmpty();
            var writer = new AsnWriter(AsnEncodingRules.DER);
            signer.Write(writer);
            return writer.Encode().AsSpan().SequenceEqual(der)
                ? signer
                : throw new RefusedException(RefusalCode.SignatureNotCanonical, ZipFormat.SignatureEntry, "the countersignature is not in the one form that signers write", "countersign again");
        }
        catch (AsnContentException)
        {
            throw SignatureCheck.Broken("the countersignature is no strictly encoded (DER) signer of a CMS message");
        }
    }
}
