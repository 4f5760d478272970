namespace Singular.Kernel.Checking.Worlds;

/// <summary>A world that expects nothing in particular: the driver is held to its contract and its laws.</summary>
internal sealed class PlainWorld(DriverUnderCheck driver) : PcWorld(driver);
