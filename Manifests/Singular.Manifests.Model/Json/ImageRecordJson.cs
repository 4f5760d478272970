using System.Buffers;
using System.Text.Json;

namespace Singular.Manifests;

/// <summary>The JSON form of an <see cref="ImageRecord"/>, formed like a manifest's.</summary>
public static class ImageRecordJson
{
    /// <summary>The form that is written.</summary>
    public const int Format = 3;

    /// <summary>The oldest form that is read: without what was verified and ceilings for work and processor time.</summary>
    private const int OldestFormat = 2;

    /// <exception cref="JsonRecordException">It is not an image record.</exception>
    public static ImageRecord Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new RecordReader(utf8, ManifestLimits.MaxImageRecordBytes);
        reader.BeginObject();
        long format = reader.Number("format", 1, int.MaxValue);
        if (format is < OldestFormat or > Format)
            throw reader.Fail(JsonFault.UnknownFormat, $"expected format {Format}");
        var drivers = new List<DriverRecord>();
        reader.BeginArray("drivers");
        while (reader.NextObject(drivers.Count, ManifestLimits.MaxDrivers))
        {
            drivers.Add(ReadDriver(ref reader, isOldest: format == OldestFormat));
            reader.EndObject();
        }
        string underCheck = reader.IsNext("underCheck") ? reader.Text("underCheck", ManifestLimits.MaxIdLength + 4, NameRules.IsInstance, "an instance name") : "";
        reader.EndObject();
        reader.End();
        return new ImageRecord(drivers) { UnderCheck = underCheck };
    }

    public static byte[] Write(ImageRecord image)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, RecordJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteStartArray("drivers");
            foreach (DriverRecord driver in image.Drivers)
                WriteDriver(json, driver);
            json.WriteEndArray();
            if (image.UnderCheck.Length > 0)
                json.WriteString("underCheck", image.UnderCheck);
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteDriver(Utf8JsonWriter json, DriverRecord driver)
    {
        json.WriteStartObject();
        json.WriteString("instance", driver.Instance);
        json.WriteString("packageSha256", driver.PackageSha256);
        json.WriteString("assembliesSha256", driver.AssembliesSha256);
        json.WriteString("checks", driver.Checks);
        json.WriteNumber("verified", driver.IsVerified ? 1 : 0);
        json.WriteString("validity", driver.Validity);
        json.WriteString("placement", driver.Placement.ToName());
        json.WriteString("rule", driver.Rule);
        json.WriteString("signer", driver.Signer);
        json.WriteNumber("restartCount", driver.Restart.Count);
        json.WriteNumber("restartWindowSeconds", driver.Restart.WindowSeconds);
        json.WriteNumber("demoteAfter", driver.DemoteAfter);
        json.WriteNumber("memoryLimitBytes", driver.MemoryLimitBytes);
        json.WriteNumber("workLimitMilliseconds", driver.WorkLimitMilliseconds);
        json.WriteNumber("processorLimitPercent", driver.ProcessorLimitPercent);
        json.WriteStartArray("bindings");
        foreach (Binding binding in driver.Bindings)
        {
            json.WriteStartObject();
            json.WriteString("parameter", binding.Parameter);
            json.WriteString("provider", binding.Provider);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("program", driver.Program);
        json.WriteStartObject("manifest");
        ManifestJson.WriteMembers(json, driver.Manifest);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static DriverRecord ReadDriver(ref RecordReader reader, bool isOldest) => new()
    {
        Instance = reader.Text("instance", ManifestLimits.MaxIdLength + 4, NameRules.IsInstance, "an instance name"),
        PackageSha256 = reader.Text("packageSha256", 64, NameRules.IsSha256, "64 lower-case hexadecimal digits"),
        AssembliesSha256 = reader.Text("assembliesSha256", 64, text => text.Length == 0 || NameRules.IsSha256(text), "64 lower-case hexadecimal digits or nothing"),
        Checks = ReadText(ref reader, "checks"),
        IsVerified = !isOldest && reader.Number("verified", 0, 1) == 1,
        Validity = ReadText(ref reader, "validity"),
        Placement = ReadPlacement(ref reader),
        Rule = ReadText(ref reader, "rule"),
        Signer = ReadText(ref reader, "signer"),
        Restart = new RestartRule(
            (int)reader.Number("restartCount", 0, RestartRule.MaxCount),
            (int)reader.Number("restartWindowSeconds", 1, RestartRule.MaxWindowSeconds)),
        DemoteAfter = (int)reader.Number("demoteAfter", 0, DriverRecord.MaxDemoteAfter),
        MemoryLimitBytes = reader.Number("memoryLimitBytes", 0, long.MaxValue),
        WorkLimitMilliseconds = isOldest ? 0 : (int)reader.Number("workLimitMilliseconds", 0, DriverBudget.MaxWorkMilliseconds),
        ProcessorLimitPercent = isOldest ? 0 : (int)reader.Number("processorLimitPercent", 0, DriverRecord.MaxProcessorPercent),
        Bindings = ReadBindings(ref reader),
        // The boot image's entry names have 72 bytes, zero-padded (docs/parts.md, "Boot image").
        Program = reader.Text("program", 71, TextRules.IsPlain, "the name of a boot-image entry"),
        Manifest = ReadManifest(ref reader),
    };

    private static string ReadText(ref RecordReader reader, string member) => reader.Text(member, ManifestLimits.MaxTextLength, TextRules.IsPlain, "text without control characters");

    private static Placement ReadPlacement(ref RecordReader reader)
    {
        string name = reader.Text("placement", 16, text => text is "process" or "kernel", "process or kernel");
        PlacementNames.TryParse(name, out Placement placement);
        return placement;
    }

    private static List<Binding> ReadBindings(ref RecordReader reader)
    {
        var bindings = new List<Binding>();
        reader.BeginArray("bindings");
        while (reader.NextObject(bindings.Count, ManifestLimits.MaxListLength))
        {
            bindings.Add(new Binding(
                RecordJson.ReadParameter(ref reader),
                reader.Text("provider", ManifestLimits.MaxIdLength + 4, NameRules.IsInstance, "an instance name")));
            reader.EndObject();
        }
        return bindings;
    }

    private static DriverManifest ReadManifest(ref RecordReader reader)
    {
        reader.BeginObject("manifest");
        DriverManifest manifest = ManifestJson.ReadMembers(ref reader);
        reader.EndObject();
        return manifest;
    }
}
