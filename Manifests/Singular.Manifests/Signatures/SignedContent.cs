using System.Security.Cryptography;
using System.Text;

namespace Singular.Manifests;

/// <summary>The text that an author signature signs: NuGet's "Package Signatures Technical Details", signature content
/// version 1.</summary>
internal static class SignedContent
{
    public static byte[] Of(byte[] unsignedPackage, string hashOid)
    {
        byte[] hash = CryptographicOperations.HashData(Oids.Hash(hashOid)!.Value, unsignedPackage);
        return Encoding.ASCII.GetBytes($"Version:1\n\n{hashOid}-Hash:{Convert.ToBase64String(hash)}\n\n");
    }
}
