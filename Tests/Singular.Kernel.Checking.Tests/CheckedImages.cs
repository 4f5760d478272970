using Singular.Builder;
using Singular.Builder.ReEmit;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Tests;

/// <summary>Makes hosted images of the drivers beside the tests.</summary>
internal static class CheckedImages
{
    internal static string Build(string folder, string id)
    {
        byte[] assembly = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, id + ".dll"));
        using var folders = new AssemblyFolders(AppContext.BaseDirectory, Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        DriverManifest manifest = ManifestDerivation.Derive(assembly, folders, "MIT");
        var builder = new ImageBuilder(
            new ImageBuilderOptions { SystemAssembliesFolder = AppContext.BaseDirectory, KernelSourceFolder = folder, CacheFolder = Path.Combine(folder, "cache") }, null);
        string image = Path.Combine(folder, "image");
        builder.BuildHosted(new ImageInputs { Drivers = [new ImageDriver(Record(manifest), [new ReEmittedAssembly(id, id, assembly, new string('0', 64))])] }, image);
        return image;
    }

    private static DriverRecord Record(DriverManifest manifest) => new()
    {
        Instance = manifest.FirstInstance,
        PackageSha256 = new string('a', 64),
        Placement = Placement.Process,
        Rule = "test",
        Signer = "test",
        Restart = RestartRule.Never,
        IsVerified = true,
        MemoryLimitBytes = 0,
        Bindings = [.. manifest.Imports.Select(import => new Binding(import.Parameter, $"{import.Parameter}#0"))],
        Program = $"driver/{manifest.Id}",
        Manifest = manifest,
    };
}
