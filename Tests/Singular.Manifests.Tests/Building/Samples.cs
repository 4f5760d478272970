using Singular.Contracts;

namespace Singular.Manifests.Tests;

/// <summary>Packages and keys that many tests use. Keys are made once: RSA takes its time.</summary>
internal static class Samples
{
    private static readonly Lazy<SigningKey> LazyKey = new(() => NewKey("author"));
    private static readonly Lazy<SigningKey> LazyOtherKey = new(() => NewKey("stranger"));

    public static SigningKey Key => LazyKey.Value;

    public static SigningKey OtherKey => LazyOtherKey.Value;

    /// <summary>Folder with the contract assemblies, Singular.Channels and the SDK.</summary>
    public static string ContractFolder => Path.GetDirectoryName(typeof(IClock).Assembly.Location)!;

    public static byte[] Pack(byte[] driver) => PackageWriter.Write(new PackageSource { DriverAssembly = driver, ContractFolders = [ContractFolder], Authors = "Acme", License = "MIT" });

    public static byte[] Signed(byte[] driver, SigningKey? key = null) => PackageSigner.Sign(Pack(driver), key ?? Key, TimeProvider.System);

    public static byte[] SignedClock(string id = "Acme.Clock", string version = "1.0.0", int port = 0x300, SigningKey? key = null) =>
        Signed(DriverAssembly.Clock(id, version, port), key);

    private static SigningKey NewKey(string name)
    {
        using var folder = new TemporaryFolder();
        return new KeyStore(folder.Path).Create(name, null, TimeProvider.System);
    }
}
