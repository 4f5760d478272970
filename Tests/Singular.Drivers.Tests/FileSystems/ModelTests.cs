using FsCheck;
using FsCheck.Fluent;
using Singular.Contracts;
using Singular.Drivers.FileSystems;

namespace Singular.Drivers.Tests.FileSystems;

/// <summary>Random operations on the driver and on a model that is nothing but a tree in memory: both give the same answers,
/// and what is on the disk afterwards passes fsck.fat and is read by a second driver that starts anew.</summary>
public sealed class ModelTests
{
    private const int LongestFile = 40_000;

    [Fact]
    public void Fat16_does_what_the_model_does() => Run(FatTools.Format(4_400, "-F", "16", "-s", "1", "-r", "64"), 60);

    [Fact]
    public void Fat32_does_what_the_model_does() => Run(FatTools.Format(2_048, "-F", "32", "-s", "1"), 60);

    [Fact]
    public void A_volume_that_is_nearly_full_does_what_the_model_does()
    {
        var disk = new TestDisk(FatTools.Format(2_048, "-F", "32", "-s", "1"));
        var files = new FatFileSystem(disk, new FixedClock());
        IFile ballast = files.Open("/ballast", OpenMode.CreateNew).Expect();
        ballast.SetLength(files.Volume().Expect().FreeBytes - 60_000).Expect();
        ballast.Close().Expect();
        Run(disk.Image, 40, "ballast");
    }

    private static void Run(byte[] formatted, int cases, params string[] others) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(TestSize.Of(cases)).WithStartSize(20).WithEndSize(60),
        Prop.ForAll(Arb.From(Steps().ListOf(), Shorter), steps =>
        {
            var disk = new TestDisk((byte[])formatted.Clone());
            var files = new FatFileSystem(disk, new FixedClock());
            var model = new ModelTree(others);
            foreach (Step step in steps)
                Apply(step, files, model);

            model.CloseAll();
            model.CompareTo(files);
            FatTools.Check(disk.Image);
            model.CompareTo(new FatFileSystem(disk, new FixedClock()));
        }));

    private static void Apply(Step step, FatFileSystem files, ModelTree model)
    {
        switch (step.Kind)
        {
            case 0 or 1 or 2:
                model.Open(files, step.Path, (OpenMode)(step.Number % 5));
                break;
            case 3 or 4 or 5:
                model.Write(step.Number, step.Place % LongestFile, step.Size % LongestFile);
                break;
            case 6:
                model.SetLength(step.Number, step.Size % LongestFile);
                break;
            case 7:
                model.Read(step.Number, step.Place % LongestFile, step.Size);
                break;
            case 8 or 9:
                model.Close(step.Number);
                break;
            case 10:
                model.CreateDirectory(files, step.Path);
                break;
            case 11:
                model.Remove(files, step.Path);
                break;
            default:
                model.Stat(files, step.Path);
                break;
        }
    }

    /// <summary>A failing run is cut down to the steps that matter.</summary>
    private static IEnumerable<List<Step>> Shorter(List<Step> steps)
    {
        for (int length = steps.Count / 2; length > 0; length /= 2)
        {
            for (int at = 0; at + length <= steps.Count; at += length)
                yield return [.. steps[..at], .. steps[(at + length)..]];
        }
    }

    private static Gen<Step> Steps() =>
        from kind in Gen.Choose(0, 12)
        from path in Paths()
        from number in Gen.Choose(0, 1_000)
        from place in Gen.Frequency((2, Gen.Choose(0, LongestFile)), (1, Gen.Elements(0, 511, 512, 513, 4_096)))
        from size in Gen.Frequency((2, Gen.Choose(0, LongestFile)), (1, Gen.Elements(0, 1, 511, 512, 513, 1_024)))
        select new Step(kind, path, number, place, size);

    private static Gen<string> Paths() =>
        from depth in Gen.Frequency((3, Gen.Constant(1)), (3, Gen.Constant(2)), (1, Gen.Constant(3)))
        from names in Names().ListOf(depth)
        select "/" + string.Join('/', names);

    private static Gen<string> Names() => Gen.Elements(
        "A", "a", "B.TXT", "b.txt", "directory", "DIRECTORY", "a long name with spaces.text", "A LONG NAME WITH SPACES.TEXT", "x.y.z",
        ".hidden", "Ünïcödé 大小 😀", "exactly thirteen", "thirteen12345", "a+b=c;[d],e", "name that is one hundred characters long " + new string('n', 59));

    private sealed record Step(int Kind, string Path, int Number, int Place, int Size);
}
