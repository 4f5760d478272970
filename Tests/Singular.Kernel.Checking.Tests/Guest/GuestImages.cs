using Singular.Builder;
using Singular.Kernel.Checking.Guest;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Tests.Guest;

/// <summary>Makes boot images for a check from the drivers and the system assemblies beside the tests.</summary>
internal static class GuestImages
{
    internal static GuestUnderCheck Build(string folder, string id, Placement placement)
    {
        string checkout = FindCheckout();
        var builder = new ImageBuilder(
            new ImageBuilderOptions
            {
                SystemAssembliesFolder = AppContext.BaseDirectory,
                KernelSourceFolder = Path.Combine(checkout, "Kernel"),
                // Shared with the command line: the nucleus is compiled once.
                CacheFolder = Path.Combine(checkout, "artifacts", "cache"),
            },
            null);
        ImageDriver driver = CheckedImages.Driver(id, placement);
        BuiltImage image = builder.Build(new ImageInputs { Drivers = [driver], UnderCheck = driver.Record.Instance }, Path.Combine(folder, $"{id}.img"));
        return GuestUnderCheck.Open(image.NucleusFile, image.ImageFile, new CheckedContracts());
    }

    private static string FindCheckout()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Singular.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests do not run inside a checkout");
    }
}
