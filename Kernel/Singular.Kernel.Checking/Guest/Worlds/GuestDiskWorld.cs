using Singular.Kernel.Checking.Worlds;

namespace Singular.Kernel.Checking.Guest.Worlds;

/// <summary>The memory of a RAM disk, which this host can see.</summary>
internal sealed class GuestDiskWorld : GuestWorld
{
    private readonly byte[] _medium;

    internal GuestDiskWorld(GuestMachine machine)
        : base(machine)
    {
        _medium = new byte[machine.DiskBytes];
        FillDisk([]);
    }

    public override object StartModel() => new DiskModel(_medium);

    /// <summary>What was written is where it belongs, and nothing else is.</summary>
    public override string? WhyWrongInTheEnd()
    {
        int place = ReadDisk(_medium.Length).AsSpan().CommonPrefixLength(_medium);
        return place == _medium.Length ? null : $"byte {place} of the disk's memory is not what was written";
    }
}
