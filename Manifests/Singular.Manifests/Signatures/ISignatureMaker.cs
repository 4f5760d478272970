namespace Singular.Manifests;

/// <summary>Signs with a private key, wherever that lies.</summary>
public interface ISignatureMaker
{
    /// <summary>Makes the RSA PKCS #1 v1.5 signature with SHA-256 of some bytes.</summary>
    /// <exception cref="RefusedException"><c>KeyInvalid</c>, <c>ExternalSignerFailed</c>.</exception>
    byte[] Sign(byte[] data);
}
