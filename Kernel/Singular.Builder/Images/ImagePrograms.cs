using Singular.Manifests;

namespace Singular.Builder.Images;

/// <summary>Names of the programs of an image.</summary>
internal static class ImagePrograms
{
    internal const string Kernel = "kernel";

    /// <summary>Name of the generated assembly with the entry point, in every program.</summary>
    internal const string EntryAssembly = "Singular.Image";

    internal const string RamDisk = "ramdisk";

    /// <summary>A driver's program. All its instances have the same one.</summary>
    internal static string NameOf(ImageDriver driver) => $"driver/{driver.Record.Manifest.Id}";

    /// <summary>The record of an image, with the names of the programs filled in.</summary>
    internal static ImageRecord Record(IReadOnlyList<ImageDriver> drivers) => new(
        [.. drivers.Select(driver => driver.Record with { Program = driver.Record.HasProgram ? NameOf(driver) : "" })]);
}
