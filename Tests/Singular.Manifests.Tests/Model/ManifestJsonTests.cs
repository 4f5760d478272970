using System.Text;
using Singular.Contracts;

namespace Singular.Manifests.Tests;

public sealed class ManifestJsonTests
{
    internal static DriverManifest Sample()
    {
        byte[] image = new DriverAssembly("Acme.Disk", typeof(IFileSystem), "1.2.3-rc.1").Description("Größe <b>")
            .Ports("io", 0x1F0, 8).Interrupt("irq", 14).Memory("cache", "disk-cache", 65_536).Import("disk", typeof(IBlockDevice)).ToBytes();
        using AssemblyFolders folders = DriverAssembly.Folders();
        return ManifestDerivation.Derive(image, folders, "MIT");
    }

    internal static DriverManifest SampleWithBudget()
    {
        byte[] image = new DriverAssembly("Acme.Disk", typeof(IFileSystem), "1.2.3-rc.1").Budget(1 << 20, 20)
            .Ports("io", 0x1F0, 8).Interrupt("irq", 14).Memory("cache", "disk-cache", 65_536).Import("disk", typeof(IBlockDevice)).ToBytes();
        using AssemblyFolders folders = DriverAssembly.Folders();
        return ManifestDerivation.Derive(image, folders, "MIT");
    }

    [Fact]
    public void A_budget_makes_the_second_form_and_no_budget_leaves_the_first()
    {
        DriverManifest manifest = SampleWithBudget();
        Assert.Equal(new DriverBudget(1 << 20, 20), manifest.Budget);
        byte[] json = ManifestJson.Write(manifest);
        Assert.StartsWith("{\n  \"format\": 2,", Encoding.UTF8.GetString(json));
        Assert.Equal(manifest.Budget, ManifestJson.Read(json).Budget);
        Assert.Equal(json, ManifestJson.Write(ManifestJson.Read(json)));
        Assert.StartsWith("{\n  \"format\": 1,", Encoding.UTF8.GetString(ManifestJson.Write(manifest with { Budget = DriverBudget.None })));
        byte[] nothing = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json).Replace("1048576", "0", StringComparison.Ordinal).Replace("\"workMilliseconds\": 20", "\"workMilliseconds\": 0", StringComparison.Ordinal));
        Assert.Equal(JsonFault.OutOfRange, Assert.Throws<JsonRecordException>(() => ManifestJson.Read(nothing)).Fault);
    }

    [Fact]
    public void What_is_written_is_read_and_written_again_to_the_same_bytes()
    {
        byte[] json = ManifestJson.Write(Sample());
        Assert.Equal(json, ManifestJson.Write(ManifestJson.Read(json)));
        Assert.Equal((byte)'\n', json[^1]);
        Assert.DoesNotContain((byte)'\r', json);
    }

    [Fact]
    public void An_image_record_is_read_as_it_was_written()
    {
        var driver = new DriverRecord
        {
            Instance = "Acme.Disk#0",
            PackageSha256 = new string('a', 64),
            Placement = Placement.Process,
            Rule = "signer=development -> process",
            Signer = "development",
            IsVerified = true,
            Restart = RestartRule.Default,
            MemoryLimitBytes = 64 << 20,
            WorkLimitMilliseconds = 20,
            ProcessorLimitPercent = 25,
            Bindings = [new Binding("disk", "RamDisk#0")],
            Program = "driver/Acme.Disk#0",
            Manifest = Sample(),
        };
        byte[] json = ImageRecordJson.Write(new ImageRecord([driver, driver]));
        ImageRecord read = ImageRecordJson.Read(json);
        Assert.Equal(json, ImageRecordJson.Write(read));
        Assert.Equal(2, read.Drivers.Count);
        Assert.Equal(Placement.Process, read.Drivers[1].Placement);
        Assert.True(read.Drivers[1].IsVerified);
        Assert.Equal("RamDisk#0", read.Drivers[1].Bindings[0].Provider);
        Assert.Equal((20, 25), (read.Drivers[0].WorkLimitMilliseconds, read.Drivers[0].ProcessorLimitPercent));

        Assert.DoesNotContain("underCheck", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.Equal("Acme.Disk#0", ImageRecordJson.Read(ImageRecordJson.Write(read with { UnderCheck = "Acme.Disk#0" })).UnderCheck);

        // The form before had no such ceilings; an image that is there can still be compared with.
        string older = Encoding.UTF8.GetString(json).Replace("\"format\": 3", "\"format\": 2").Replace("      \"verified\": 1,\n", "").Replace("      \"workLimitMilliseconds\": 20,\n      \"processorLimitPercent\": 25,\n", "");
        Assert.Equal((0, 0), (ImageRecordJson.Read(Encoding.UTF8.GetBytes(older)).Drivers[0].WorkLimitMilliseconds, ImageRecordJson.Read(Encoding.UTF8.GetBytes(older)).Drivers[0].ProcessorLimitPercent));
    }

    [Theory]
    [InlineData("\"id\": \"Acme.Disk\"", "\"id\": \"../Disk\"", JsonFault.InvalidText, "$.id")]
    [InlineData("\"id\": \"Acme.Disk\"", "\"id\": 5", JsonFault.WrongKind, "$.id")]
    [InlineData("\"id\": \"Acme.Disk\",", "\"id\": \"A\", \"id\": \"B\",", JsonFault.WrongMember, "$.version")]
    [InlineData("\"format\": 1", "\"format\": 3", JsonFault.UnknownFormat, "$")]
    [InlineData("\"format\": 1", "\"format\": 2", JsonFault.WrongMember, "$.budget")]
    [InlineData("\"first\": 496", "\"first\": 65536", JsonFault.OutOfRange, "$.ports[0].first")]
    [InlineData("\"count\": 8", "\"count\": 65536", JsonFault.OutOfRange, "$.ports[0].count")]
    [InlineData("\"line\": 14", "\"line\": 14.0", JsonFault.OutOfRange, "$.interrupts[0].line")]
    [InlineData("\"line\": 14", "\"line\": 99999999999999999999", JsonFault.OutOfRange, "$.interrupts[0].line")]
    [InlineData("\"line\": 14", "\"line\": null", JsonFault.WrongKind, "$.interrupts[0].line")]
    [InlineData("\"license\": \"MIT\"", "\"license\": \"\\u001b[2J\"", JsonFault.InvalidText, "$.license")]
    [InlineData("\"license\": \"MIT\"", "\"license\": \"\\ud800\"", JsonFault.InvalidText, "$.license")]
    [InlineData("\"memory\": [", "\"extra\": [], \"memory\": [", JsonFault.WrongMember, "$.memory")]
    [InlineData("{", "// comment\n{", JsonFault.NotJson, "$")]
    public void Every_departure_is_refused_at_its_place(string old, string replacement, JsonFault fault, string place)
    {
        string json = Encoding.UTF8.GetString(ManifestJson.Write(Sample()));
        int at = json.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0);
        byte[] changed = Encoding.UTF8.GetBytes(json[..at] + replacement + json[(at + old.Length)..]);
        var error = Assert.Throws<JsonRecordException>(() => ManifestJson.Read(changed));
        Assert.Equal((fault, place), (error.Fault, error.Place));
    }

    [Fact]
    public void Damage_anywhere_gives_a_valid_manifest_or_a_typed_error()
    {
        byte[] json = ManifestJson.Write(Sample());
        for (int i = 0; i < json.Length * 8; i++)
        {
            byte[] damaged = (byte[])json.Clone();
            damaged[i / 8] ^= (byte)(1 << (i % 8));
            ReadOrTypedError(damaged);
        }
        for (int length = 0; length < json.Length - 1; length++)
            Assert.Throws<JsonRecordException>(() => ManifestJson.Read(json.AsSpan(0, length)));
    }

    [Fact]
    public void Too_much_and_too_deep_are_refused()
    {
        Assert.Equal(JsonFault.TooLarge, Assert.Throws<JsonRecordException>(() => ManifestJson.Read(new byte[ManifestLimits.MaxManifestBytes + 1])).Fault);
        byte[] deep = Encoding.ASCII.GetBytes(new string('[', 100_000));
        Assert.Throws<JsonRecordException>(() => ManifestJson.Read(deep));
        byte[] trailing = [.. ManifestJson.Write(Sample()), (byte)'x'];
        Assert.Equal(JsonFault.NotJson, Assert.Throws<JsonRecordException>(() => ManifestJson.Read(trailing)).Fault);
    }

    private static void ReadOrTypedError(byte[] json)
    {
        try
        {
            ManifestJson.Write(ManifestJson.Read(json));
        }
        catch (JsonRecordException error)
        {
            Assert.NotEmpty(error.Place);
        }
    }
}
