using Singular.Channels.Testing;
using Singular.Kernel.Checking.Worlds;
using Singular.Kernel.Checking.Worlds.Volumes;

namespace Singular.Kernel.Checking.Guest.Worlds;

/// <summary>A small FAT16 volume on the RAM disk, and the PC's clock, if the driver has one.</summary>
internal sealed class GuestVolumeWorld : GuestWorld
{
    private static readonly VolumeKind s_kind = VolumeKinds.All[0];

    private readonly FileTree _tree;
    private readonly CmosRegisters? _clock;
    private readonly List<Stimulus> _stimuli = [];
    private DateTime _now = new(2026, 11, 26, 3, 15, 30, DateTimeKind.Utc);

    internal GuestVolumeWorld(GuestMachine machine, bool hasClock)
        : base(machine)
    {
        FillDisk(s_kind.Copy());
        _tree = new FileTree(VolumeWorld.Followed, s_kind, () => WorldClock.Of(_now));
        if (!hasClock)
            return;
        _clock = new CmosRegisters(machine);
        _clock.Show(_now);
        // File times have a resolution of two seconds.
        _stimuli.Add(new("2 seconds pass", () => Pass(TimeSpan.FromSeconds(2))));
        _stimuli.Add(new("a day passes", () => Pass(TimeSpan.FromDays(1))));
    }

    public override IReadOnlyList<Stimulus> Stimuli => _stimuli;

    /// <summary>Files outlive the driver; what was open does not.</summary>
    public override object StartModel()
    {
        _tree.CloseAll();
        return new FileSystemModel(_tree);
    }

    public override string? WhyWrongInTheEnd() => VolumeTools.WhyDamaged(ReadDisk(s_kind.Copy().Length));

    private void Pass(TimeSpan time)
    {
        _now += time;
        _clock!.Show(_now);
    }
}
