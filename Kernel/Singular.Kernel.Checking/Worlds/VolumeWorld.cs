using Singular.Channels.Testing;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>A small FAT16 volume on a disk, and a clock.</summary>
internal sealed class VolumeWorld : PcWorld
{
    private readonly byte[] _medium = FatVolume.Formatted();
    private readonly FileTree _tree;
    private readonly List<Stimulus> _stimuli;

    internal VolumeWorld(DriverUnderCheck driver)
        : base(driver)
    {
        // File times have a resolution of two seconds.
        Time.Advance(TimeSpan.FromMilliseconds(-500));
        foreach (ImportedContract import in driver.Manifest.Imports)
            Provide(import, import.Contract.Name == "singular.clock" ? new WorldClock(() => Time.Now) : new DiskModel(_medium));
        _tree = new FileTree(FatVolume.Paths, () => WorldClock.Of(Time.Now));
        _stimuli =
        [
            new("2 seconds pass", () => Time.Advance(TimeSpan.FromSeconds(2))),
            new("a day passes", () => Time.Advance(TimeSpan.FromDays(1))),
        ];
    }

    public override IReadOnlyList<Stimulus> Stimuli => _stimuli;

    /// <summary>Files outlive the driver; what was open does not.</summary>
    public override object StartModel()
    {
        _tree.CloseAll();
        return new FileSystemModel(_tree);
    }

    public override string? WhyWrongInTheEnd() => FatVolume.WhyDamaged(_medium);

    internal override void AddSamples(SampleValues samples) => FatVolume.AddSamples(samples);
}
