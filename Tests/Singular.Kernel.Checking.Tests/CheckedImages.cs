using Singular.Builder;
using Singular.Builder.ReEmit;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Tests;

/// <summary>Makes hosted images of the drivers beside the tests.</summary>
internal static class CheckedImages
{
    internal static string Build(string folder, string id)
    {
        var builder = new ImageBuilder(
            new ImageBuilderOptions { SystemAssembliesFolder = AppContext.BaseDirectory, KernelSourceFolder = folder, CacheFolder = Path.Combine(folder, "cache") }, null);
        string image = Path.Combine(folder, "image");
        builder.BuildHosted(new ImageInputs { Drivers = [Driver(id, Placement.Process)], UnderCheck = $"{id}#0" }, image);
        return image;
    }

    /// <summary>A driver beside the tests, as it goes into an image.</summary>
    internal static ImageDriver Driver(string id, Placement placement)
    {
        byte[] assembly = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, id + ".dll"));
        using var folders = new AssemblyFolders(AppContext.BaseDirectory, Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        DriverManifest manifest = ManifestDerivation.Derive(assembly, folders, "MIT");
        return new ImageDriver(Record(manifest, placement), [new ReEmittedAssembly(id, id, assembly, new string('0', 64))]);
    }

    private static DriverRecord Record(DriverManifest manifest, Placement placement) => new()
    {
        Instance = manifest.FirstInstance,
        PackageSha256 = new string('a', 64),
        Placement = placement,
        Rule = "test",
        Signer = "test",
        Restart = RestartRule.Never,
        IsVerified = true,
        MemoryLimitBytes = 0,
        Bindings = [.. manifest.Imports.Select(import => new Binding(import.Parameter, $"{import.Parameter}#0"))],
        Program = placement == Placement.Process ? $"driver/{manifest.Id}" : "",
        Manifest = manifest,
    };
}
