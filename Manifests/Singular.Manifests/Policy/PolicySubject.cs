namespace Singular.Manifests;

/// <summary>What a policy decides about.</summary>
/// <param name="Manifest">The driver's manifest.</param>
/// <param name="Instance">Instance name.</param>
/// <param name="SignerName">The signer's name in the trust store.</param>
/// <param name="SignerFingerprint">The signer's certificate.</param>
/// <param name="IsVerified">True when the package passed every check of the verifier.</param>
/// <param name="Countersigner">Name of the trusted repository that countersigned; empty where none did.</param>
/// <param name="Attester">Name of the trusted tester who attested its tests; empty where none did.</param>
public sealed record PolicySubject(DriverManifest Manifest, string Instance, string SignerName, Fingerprint SignerFingerprint, bool IsVerified, string Countersigner = "", string Attester = "")
{
    /// <summary>What the driver asks for: <c>ports</c>, <c>interrupts</c>, <c>memory</c>, and <c>machine</c> where a port that
    /// amounts to owning the machine is among them.</summary>
    public IEnumerable<string> Capabilities
    {
        get
        {
            if (Manifest.Ports.Count > 0)
                yield return PolicyCapabilities.Ports;
            if (Manifest.Interrupts.Count > 0)
                yield return PolicyCapabilities.Interrupts;
            if (Manifest.Memory.Count > 0)
                yield return PolicyCapabilities.Memory;
            if (Manifest.Ports.Any(ports => DangerousPorts.Find(ports) is not null))
                yield return PolicyCapabilities.Machine;
        }
    }

    /// <summary>Signer for people: name and fingerprint.</summary>
    public string Signer => $"{SignerName} ({SignerFingerprint})";
}
