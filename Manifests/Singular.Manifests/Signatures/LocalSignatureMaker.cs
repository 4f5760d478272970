using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Signs with the private key that a certificate carries.</summary>
internal sealed class LocalSignatureMaker(X509Certificate2 certificate) : ISignatureMaker
{
    public byte[] Sign(byte[] data)
    {
        using RSA rsa = certificate.GetRSAPrivateKey()
            ?? throw new RefusedException(RefusalCode.KeyInvalid, "key", "there is no private key with the certificate", "give the key's file, not only the certificate's");
        return rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
