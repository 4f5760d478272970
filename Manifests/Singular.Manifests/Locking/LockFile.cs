using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>Trust, policy and the hashes of all packages of a machine in one file.</summary>
public sealed class LockFile
{
    internal LockFile(TrustStore trust, Policy policy, IReadOnlyList<LockedPackage> packages)
    {
        Trust = trust;
        Policy = policy;
        Packages = packages;
    }

    public TrustStore Trust { get; }

    public Policy Policy { get; }

    /// <summary>In the ordinal order of their ids, each id once.</summary>
    public IReadOnlyList<LockedPackage> Packages { get; }

    /// <summary>What a root is now.</summary>
    public static LockFile Of(Root root) => new(
        root.Trust(), root.Policy(), [.. root.Store.Installed().Drivers.Select(driver => new LockedPackage(driver.Manifest.Id, driver.Manifest.Version, driver.PackageSha256))]);

    /// <exception cref="RefusedException"><c>LockFileInvalid</c>, or why the file cannot be read.</exception>
    public static LockFile Load(string path) => LockFileJson.Read(PackageReader.ReadFile(path), path);

    public byte[] Write() => LockFileJson.Write(this);

    /// <summary>The packages that none of some files is.</summary>
    public IReadOnlyList<LockedPackage> Missing(IReadOnlyList<string> paths)
    {
        Dictionary<string, string> byHash = ByHash(paths);
        return [.. Packages.Where(package => !byHash.ContainsKey(package.Sha256))];
    }

    /// <summary>Of some files those with the packages, in their order.</summary>
    /// <exception cref="RefusedException"><c>LockFileDiffers</c>: each package that is not among them.</exception>
    public IReadOnlyList<string> Select(IReadOnlyList<string> paths)
    {
        Dictionary<string, string> byHash = ByHash(paths);
        Refusal[] missing = [.. Packages.Where(package => !byHash.ContainsKey(package.Sha256))
            .Select(package => new Refusal(RefusalCode.LockFileDiffers, $"{package.Id} {package.Version}", $"none of the {byHash.Count} packages has the locked SHA-256 {package.Sha256}", "fetch that very package, or write a new lock file"))];
        return missing.Length == 0 ? [.. Packages.Select(package => byHash[package.Sha256])] : throw new RefusedException(missing);
    }

    private static Dictionary<string, string> ByHash(IReadOnlyList<string> paths)
    {
        var byHash = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in paths)
            byHash.TryAdd(Convert.ToHexStringLower(SHA256.HashData(PackageReader.ReadFile(path))), path);
        return byHash;
    }
}
