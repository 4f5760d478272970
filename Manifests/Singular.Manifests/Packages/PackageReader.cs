using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>Reads driver packages, whoever packed them, in their one form and under limits.</summary>
public static class PackageReader
{
    /// <summary>Reads a file without letting its size surprise anybody.</summary>
    /// <exception cref="RefusedException"><c>FileMissing</c>, <c>FileUnreadable</c>, <c>FileTooLarge</c>.</exception>
    public static byte[] ReadFile(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > PackageLimits.MaxPackageBytes)
                throw new RefusedException(RefusalCode.FileTooLarge, path, $"{stream.Length} bytes, at most {PackageLimits.MaxPackageBytes} are read", "make the package smaller");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException(RefusalCode.FileMissing, path, "there is no such file", "check the path");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalCode.FileUnreadable, path, $"the file cannot be read: {error.Message}", "check what it is and who may read it");
        }
    }

    /// <summary>Reads a package; the signature is looked at by <see cref="SignatureCheck"/> alone.</summary>
    /// <exception cref="RefusedException">The package is not as it must be.</exception>
    public static DriverPackage Read(byte[] package)
    {
        (byte[] unsigned, byte[]? signature) = SignatureEnvelope.Split(package);
        Dictionary<string, byte[]> contents = ZipContents.Read(unsigned, ZipDirectory.Read(unsigned));
        Nuspec nuspec = ReadNuspec(contents);
        byte[] json = contents.GetValueOrDefault(PackagePaths.Manifest)
            ?? throw Missing(PackagePaths.Manifest, "pack with singular pack");
        DriverManifest manifest = ReadManifest(json);
        if (manifest.Id != nuspec.Id || manifest.Version != nuspec.Version)
        {
            throw new RefusedException(RefusalCode.NuspecDiffers, $"{nuspec.Id}.nuspec",
                $"the nuspec says {nuspec.Id} {nuspec.Version}, the manifest says {manifest.Id} {manifest.Version}", "pack again");
        }
        Dictionary<string, byte[]> assemblies = ReadAssemblies(contents);
        if (!assemblies.ContainsKey(manifest.Id))
            throw Missing($"{PackagePaths.Library}{manifest.Id}.dll", "name the package after the driver's assembly");
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(package));
        return new DriverPackage(package, sha256, nuspec, json, manifest, assemblies, signature is not null);
    }

    private static Nuspec ReadNuspec(Dictionary<string, byte[]> contents)
    {
        string[] names = [.. contents.Keys.Where(name => name.EndsWith(".nuspec", StringComparison.Ordinal))];
        if (names.Length != 1)
            throw Missing("*.nuspec", "a package has exactly one at its top; pack again");
        Nuspec nuspec = Nuspec.Read(contents[names[0]], names[0]);
        if (names[0] != nuspec.Id + ".nuspec")
            throw new RefusedException(RefusalCode.NuspecInvalid, names[0], $"the file is not named after the id {nuspec.Id}", "pack again");
        return nuspec;
    }

    private static DriverManifest ReadManifest(byte[] json)
    {
        try
        {
            return ManifestJson.Read(json);
        }
        catch (JsonRecordException error)
        {
            throw new RefusedException(RefusalCode.ManifestInvalid, PackagePaths.Manifest, error.Message, "pack again");
        }
    }

    private static Dictionary<string, byte[]> ReadAssemblies(Dictionary<string, byte[]> contents)
    {
        var assemblies = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach ((string path, byte[] content) in contents)
        {
            if (!path.StartsWith(PackagePaths.Library, StringComparison.Ordinal) || !path.EndsWith(".dll", StringComparison.Ordinal))
                continue;
            string name = path[PackagePaths.Library.Length..^".dll".Length];
            AssemblyNames.CheckFree(name);
            assemblies.Add(name, content);
        }
        return assemblies;
    }

    private static RefusedException Missing(string path, string remedy) =>
        new(RefusalCode.EntryMissing, path, "the package lacks this entry or has several", remedy);
}
