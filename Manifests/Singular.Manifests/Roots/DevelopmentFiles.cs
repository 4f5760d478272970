using System.Text;

namespace Singular.Manifests;

/// <summary>What a development root begins with.</summary>
internal static class DevelopmentFiles
{
    public static byte[] Trust(Fingerprint development) => Encoding.UTF8.GetBytes(
        $"""
        # Whom this machine trusts to sign which driver packages. One entry a line:
        #   trust FINGERPRINT as NAME for SCOPE        a signer's certificate (SHA-256); SCOPE: package names, * for any
        #   authority FINGERPRINT as NAME for SCOPE    a certificate that issues signers' certificates
        #   repository FINGERPRINT as NAME for SCOPE   its countersignatures count
        #   stamp FINGERPRINT as NAME                  its time stamps count
        #   revoke FINGERPRINT REASON                  never again

        # The development key of this root, made with it.
        trust {development} as {KeyStore.DevelopmentKey} for *

        """);

    public static byte[] Policy() => Encoding.UTF8.GetBytes(
        $"""
        # What runs where on this machine. The first rule whose conditions all hold decides; where none does, a package of a
        # trusted signer runs in a process of its own.
        #   CONDITION... -> kernel|process|deny OPTION...
        #   bind DRIVER.PARAMETER = INSTANCE
        # Conditions: signer= package= version= instance= contract= capability= verified=
        #   countersigned= attested=
        # Options: restart=5/60s  restart=never  demote=3  memory=64MiB  work=20ms  processor=25%
        #   ports=0x300-0x31F  interrupts=1,12  grant=machine  waive=verification

        # A development root trusts its own key with the kernel. The keyboard controller's port 0x64 can reset the machine.
        signer={KeyStore.DevelopmentKey} package=Ps2Keyboard -> kernel restart=5/60s grant=machine
        signer={KeyStore.DevelopmentKey} -> kernel restart=5/60s

        """);
}
