using Singular.Channels.Testing;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>A FAT volume on a disk, and a clock.</summary>
internal sealed class VolumeWorld : PcWorld
{
    /// <summary>Names that are one on a FAT volume, long names with the same beginning, and names of other scripts.</summary>
    private static readonly string[] s_paths =
    [
        "/", "/a", "/A", "/b.txt", "/B.TXT", "/dir", "/DIR", "/dir/x", "/dir/y.z", "/dir/sub", "/dir/sub/deep", "/dir/a long name with spaces.text",
        "/a long name with spaces.text", "/A LONG NAME WITH SPACES.TEXT", "/a long name with more spaces.text", "/missing/x", "/a/below", "/thirteen12345", "/fourteen.12345", "/x.y.z", "/.x", "/.X", "/größe.Ünicode", "/a+b",
        "/name that is one hundred characters long nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
    ];

    /// <summary>The paths of which something is known.</summary>
    internal static IReadOnlyCollection<string> Followed { get; } = [.. s_paths, .. OldFiles.Paths, .. DamagedFiles.Paths];

    private readonly VolumeKind _kind;
    private readonly byte[] _medium;
    private readonly VolumeDisk _disk;
    private readonly FileTree _tree;
    private readonly List<Stimulus> _stimuli;

    internal VolumeWorld(DriverUnderCheck driver, VolumeKind kind)
        : base(driver)
    {
        _kind = kind;
        _medium = kind.Copy();
        _disk = new VolumeDisk(_medium, kind.IsReadOnly);
        // File times have a resolution of two seconds.
        Time.Advance(TimeSpan.FromMilliseconds(-500));
        foreach (ImportedContract import in driver.Manifest.Imports)
        {
            if (import.Contract.Name == "singular.block-device")
                Provide(driver, import, _disk);
        }
        _tree = new FileTree(Followed, kind, () => WorldClock.Of(Time.Now));
        kind.Populate(_tree);
        _stimuli =
        [
            new("2 seconds pass", () => Time.Advance(TimeSpan.FromSeconds(2))),
            new("a day passes", () => Time.Advance(TimeSpan.FromDays(1))),
            new("7 hours and 18 minutes pass", () => Time.Advance(TimeSpan.FromMinutes(438))),
            new("200 days pass", () => Time.Advance(TimeSpan.FromDays(200))),
            new("the disk fails", () => Fail(true)),
            .. Enumerable.Repeat(new Stimulus("the disk works", () => Fail(false)), 3),
        ];
    }

    public override string Name => _kind.Name;

    public override IReadOnlyList<Stimulus> Stimuli => _stimuli;

    /// <summary>Files outlive the driver; what was open does not.</summary>
    public override object StartModel()
    {
        _tree.CloseAll();
        return new FileSystemModel(_tree);
    }

    /// <summary>The volume must be sound for another implementation; what nobody may write to is as it was.</summary>
    public override string? WhyWrongInTheEnd()
    {
        if (_kind.IsReadOnly || !_kind.IsUsable)
            return _medium.AsSpan().SequenceEqual(_kind.Copy()) ? null : "the volume was written to";
        return _kind.IsSound && !_tree.IsLost ? VolumeTools.WhyDamaged(_medium) ?? ShortNames.WhyIllegal(_medium, _kind) : null;
    }

    internal override void AddSamples(SampleValues samples) => AddSamplesTo(samples);

    /// <summary>Adds values that mean something to a file system.</summary>
    internal static void AddSamplesTo(SampleValues samples)
    {
        samples.Add("path", [.. s_paths, .. s_paths, .. OldFiles.Paths, .. DamagedFiles.Paths, .. FileTree.Impossible]);
        samples.Add("length", 0L, 1L, 511L, 512L, 513L, 1_024L, 4_096L, 20_000L);
        samples.Add("offset", 0L, 0L, 1L, 100L, 511L, 512L, 513L, 1_500L, 4_096L, 30_000L);
    }

    private void Fail(bool isFailing)
    {
        _disk.IsFailing = isFailing;
        _tree.IsFailing = isFailing;
    }
}
