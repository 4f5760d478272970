namespace Singular.Kernel.Checking.Worlds;

/// <summary>A block of memory that a driver makes a disk of. Its contents outlive the driver.</summary>
internal sealed class DiskWorld(DriverUnderCheck driver) : PcWorld(driver)
{
    private readonly byte[] _medium = new byte[MemoryBytes];

    public override object StartModel() => new DiskModel(_medium);
}
