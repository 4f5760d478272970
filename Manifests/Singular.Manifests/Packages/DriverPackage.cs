namespace Singular.Manifests;

/// <summary>The contents of a driver package, read under limits. Nothing of it is trusted yet but its form.</summary>
public sealed class DriverPackage
{
    internal DriverPackage(byte[] bytes, string sha256, Nuspec nuspec, byte[] manifestJson, DriverManifest manifest, IReadOnlyDictionary<string, byte[]> assemblies, bool isSigned)
    {
        Bytes = bytes;
        Sha256 = sha256;
        Authors = nuspec.Authors;
        License = nuspec.License;
        ManifestJson = manifestJson;
        Manifest = manifest;
        Assemblies = assemblies;
        IsSigned = isSigned;
    }

    /// <summary>The package file.</summary>
    public byte[] Bytes { get; }

    /// <summary>SHA-256 of the package file, signature included, 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    public string Id => Manifest.Id;

    public SemanticVersion Version => Manifest.Version;

    /// <summary>Free text from the package; escape it before printing.</summary>
    public string Authors { get; }

    /// <summary>The nuspec's licence expression; free text.</summary>
    public string License { get; }

    /// <summary>The manifest as it lies in the package.</summary>
    public byte[] ManifestJson { get; }

    /// <summary>What the package says of itself; equal to what its IL says only after <see cref="CheckManifest"/>.</summary>
    public DriverManifest Manifest { get; }

    /// <summary>The driver's assembly and its private dependencies by simple name.</summary>
    public IReadOnlyDictionary<string, byte[]> Assemblies { get; }

    /// <summary>The bytes of the assembly that has the driver's class.</summary>
    public byte[] DriverAssembly => Assemblies[Id];

    /// <summary>True when there is a signature; whether it is good is another question.</summary>
    public bool IsSigned { get; }

    /// <summary>Derives the manifest from the IL and compares it with the one in the package, byte for byte. Contracts count at the
    /// minor versions that the package was compiled against. Checks that each private dependency is what its file name says and has no
    /// name of the system's.</summary>
    /// <param name="contractFolders">Where the contract assemblies, <c>Singular.Channels</c> and the SDK lie.</param>
    /// <exception cref="RefusedException"><c>ManifestDiffers</c>, <c>ContractTooNew</c>, <c>ContractDiffers</c>, or why nothing could be
    /// derived.</exception>
    public void CheckManifest(params string[] contractFolders)
    {
        using var folders = new AssemblyFolders(contractFolders);
        foreach ((string name, byte[] image) in Assemblies)
        {
            folders.Add(name, image);
            if (name != Id)
                ManifestDerivation.CheckDependency(name, image, folders);
        }
        DriverManifest derived = WithContracts(contractFolders, contracts =>
        {
            contracts.CheckKnown();
            foreach ((string name, byte[] image) in contracts.AsCompiled())
                folders.Add(name, image);
            DriverManifest manifest = ManifestDerivation.Derive(DriverAssembly, folders, License);
            contracts.CheckContinued(manifest);
            return manifest;
        });
        byte[] json = Singular.Manifests.ManifestJson.Write(derived);
        if (json.AsSpan().SequenceEqual(ManifestJson))
            return;
        throw new RefusedException(RefusalCode.ManifestDiffers, $"{Id}: {PackagePaths.Manifest}", ManifestDifference.Describe(ManifestJson, json),
            "pack again; nobody writes a manifest by hand");
    }

    /// <summary>The system's contract assemblies that have grown since the package was compiled, as they were then, by simple name.
    /// The package is verified and re-emitted against these; whoever links it adds what it lacks.</summary>
    /// <param name="contractFolders">Where the contract assemblies, <c>Singular.Channels</c> and the SDK lie.</param>
    /// <exception cref="RefusedException">An assembly of the package cannot be read.</exception>
    public IReadOnlyDictionary<string, byte[]> ContractsAsCompiled(IReadOnlyList<string> contractFolders) =>
        WithContracts(contractFolders, contracts => contracts.AsCompiled());

    private T WithContracts<T>(IReadOnlyList<string> contractFolders, Func<PackageContracts, T> look) => DeepStack.Run(() =>
    {
        try
        {
            using var contracts = new PackageContracts(this, contractFolders);
            return look(contracts);
        }
        catch (Exception error) when (error is not (RefusedException or OutOfMemoryException))
        {
            throw AssemblyImage.Unreadable(Id, error);
        }
    });
}
