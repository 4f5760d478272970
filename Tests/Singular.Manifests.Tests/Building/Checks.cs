namespace Singular.Manifests.Tests;

/// <summary>A verifier that finds what the test tells it to find, and a re-emit step that marks what it made.</summary>
internal sealed class Checks : IPackageVerifier, IPackageCompiler
{
    public List<VerificationFinding> Findings { get; } = [];

    public List<string> Steps { get; } = [];

    public string Rules { get; set; } = new('1', 64);

    public IReadOnlyList<VerificationFinding> Verify(DriverPackage package)
    {
        Steps.Add($"verify {package.Id}");
        return Findings;
    }

    public IReadOnlyDictionary<string, byte[]> Reemit(DriverPackage package, Placement placement)
    {
        Steps.Add($"reemit {package.Id} for {placement.ToName()}");
        return package.Assemblies.ToDictionary(pair => pair.Key, pair => (byte[])[.. pair.Value, 0x2A]);
    }
}
