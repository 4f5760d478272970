using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Singular.Manifests.Tests;

/// <summary>Signs with the platform's CMS writer, which NuGet's tools use, optionally with something that must be refused.</summary>
internal static class ForeignSigner
{
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";

    public static byte[] Sign(byte[] package, X509Certificate2 certificate, string deviation = "")
    {
        string text = $"Version:1\n\n{Sha256}-Hash:{Convert.ToBase64String(SHA256.HashData(package))}\n\n";
        var cms = new SignedCms(new ContentInfo(Encoding.ASCII.GetBytes(text)));
        cms.ComputeSignature(Signer(certificate, deviation));
        if (deviation == "two signers")
            cms.ComputeSignature(Signer(Samples.OtherKey.Certificate, ""));
        if (deviation == "unsigned attribute")
            cms.SignerInfos[0].AddUnsignedAttribute(new AsnEncodedData("1.2.3.4", [0x05, 0x00]));
        return cms.Encode();
    }

    private static CmsSigner Signer(X509Certificate2 certificate, string deviation)
    {
        var signer = new CmsSigner(SubjectIdentifierType.SubjectKeyIdentifier, certificate)
        {
            DigestAlgorithm = new Oid(deviation == "SHA-1" ? "1.3.14.3.2.26" : Sha256),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        if (deviation == "extra certificate")
            signer.Certificates.Add(Samples.OtherKey.Certificate);
        signer.SignedAttributes.Add(new Pkcs9SigningTime());
        if (deviation != "no commitment")
            signer.SignedAttributes.Add(new AsnEncodedData("1.2.840.113549.1.9.16.2.16", Commitment(deviation)));
        signer.SignedAttributes.Add(new AsnEncodedData("1.2.840.113549.1.9.16.2.47", SigningCertificate(certificate)));
        if (deviation == "extra attribute")
            signer.SignedAttributes.Add(new AsnEncodedData("1.2.3.4", [0x05, 0x00]));
        return signer;
    }

    private static byte[] Commitment(string deviation)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(deviation == "receipt commitment" ? "1.2.840.113549.1.9.16.6.2" : "1.2.840.113549.1.9.16.6.1");
        return writer.Encode();
    }

    private static byte[] SigningCertificate(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
        return writer.Encode();
    }
}
