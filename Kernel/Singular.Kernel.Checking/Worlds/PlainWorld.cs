using Singular.Manifests;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>A world that expects nothing in particular: the driver is held to its contract and its laws.</summary>
internal sealed class PlainWorld : PcWorld
{
    internal PlainWorld(DriverUnderCheck driver)
        : base(driver)
    {
        foreach (ImportedContract import in driver.Manifest.Imports)
        {
            Provide(import, import.Contract.Name switch
            {
                "singular.clock" => new WorldClock(() => Time.Now),
                "singular.block-device" => new DiskModel(new byte[MemoryBytes]),
                _ => throw new CheckException($"{driver.Manifest.Id} imports {import.Contract}, of which there is no model; there are singular.clock and singular.block-device."),
            });
        }
    }
}
