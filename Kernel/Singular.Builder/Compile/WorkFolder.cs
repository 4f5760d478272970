namespace Singular.Builder.Compile;

/// <summary>A folder of its own for one compile, gone afterwards whatever happened.</summary>
internal sealed class WorkFolder : IDisposable
{
    internal WorkFolder() => FullPath = Directory.CreateTempSubdirectory("singular-build-").FullName;

    internal string FullPath { get; }

    internal string File(string name) => Path.Combine(FullPath, name);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
