using System.Text;

namespace Singular.Manifests;

/// <summary>Makes driver packages. The same source gives the same bytes.</summary>
public static class PackageWriter
{
    /// <summary>Beside the provided contract's name the package's tag, by which a feed's search finds drivers.</summary>
    private const string Tag = "singular-driver";

    private const string ContentTypes =
        """
        <?xml version="1.0" encoding="utf-8"?>
        <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
          <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
          <Default Extension="dll" ContentType="application/octet" />
          <Default Extension="nuspec" ContentType="application/octet" />
          <Default Extension="json" ContentType="application/octet" />
        </Types>

        """;

    /// <summary>Derives the manifest and writes the unsigned package.</summary>
    /// <exception cref="RefusedException">The assembly is no driver.</exception>
    public static byte[] Write(PackageSource source)
    {
        using var folders = new AssemblyFolders([.. source.ContractFolders]);
        foreach ((string name, byte[] image) in source.Dependencies)
        {
            AssemblyNames.CheckFree(name);
            folders.Add(name, image);
            ManifestDerivation.CheckDependency(name, image, folders);
        }
        DriverManifest manifest = ManifestDerivation.Derive(source.DriverAssembly, folders, source.License);
        var nuspec = new Nuspec(manifest.Id, manifest.Version, source.Authors,
            manifest.Description.Length == 0 ? $"Driver {manifest.Id}" : manifest.Description, source.License);

        var assemblies = new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { [manifest.Id] = source.DriverAssembly };
        foreach ((string name, byte[] image) in source.Dependencies)
            assemblies.Add(name, image);
        var entries = new List<(string, byte[])>
        {
            (PackagePaths.Relationships, Encoding.UTF8.GetBytes(Relationships(manifest.Id))),
            ($"{manifest.Id}.nuspec", nuspec.Write($"{Tag} {manifest.Provides.Name}")),
        };
        foreach ((string name, byte[] image) in assemblies)
            entries.Add(($"{PackagePaths.Library}{name}.dll", image));
        entries.Add((PackagePaths.Manifest, ManifestJson.Write(manifest)));
        entries.Add((PackagePaths.ContentTypes, Encoding.UTF8.GetBytes(ContentTypes)));
        return ZipWriter.Write(entries);
    }

    /// <summary>The file name that feeds expect.</summary>
    public static string FileName(DriverManifest manifest) => $"{manifest.Id}.{manifest.Version}.nupkg";

    // An id is ASCII letters, digits and marks that need no escape in XML.
    private static string Relationships(string id) =>
        $"""
        <?xml version="1.0" encoding="utf-8"?>
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
          <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/{id}.nuspec" Id="manifest" />
        </Relationships>

        """;
}
