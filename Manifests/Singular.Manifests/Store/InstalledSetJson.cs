using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Singular.Manifests;

/// <summary>The JSON form of an <see cref="InstalledSet"/>, formed like a manifest's.</summary>
internal static class InstalledSetJson
{
    private const int Format = 1;
    private const int MaxBytes = 16 * 1024 * 1024;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <exception cref="JsonRecordException">It is no installed set.</exception>
    public static InstalledSet Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new RecordReader(utf8, MaxBytes);
        reader.BeginObject();
        if (reader.Number("format", 1, int.MaxValue) != Format)
            throw reader.Fail(JsonFault.UnknownFormat, $"expected format {Format}");
        int generation = (int)reader.Number("generation", 0, int.MaxValue);
        var drivers = new List<InstalledDriver>();
        reader.BeginArray("drivers");
        while (reader.NextObject(drivers.Count, ManifestLimits.MaxDrivers))
        {
            drivers.Add(ReadDriver(ref reader));
            reader.EndObject();
        }
        reader.EndObject();
        reader.End();
        return new InstalledSet(generation, drivers);
    }

    public static byte[] Write(InstalledSet set)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, RecordJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteNumber("generation", set.Generation);
            json.WriteStartArray("drivers");
            foreach (InstalledDriver driver in set.Drivers)
                WriteDriver(json, driver);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteDriver(Utf8JsonWriter json, InstalledDriver driver)
    {
        json.WriteStartObject();
        json.WriteString("packageSha256", driver.PackageSha256);
        json.WriteString("assembliesSha256", driver.AssembliesSha256);
        json.WriteString("signer", driver.SignerName);
        json.WriteString("fingerprint", driver.SignerFingerprint.ToString());
        json.WriteString("installedAt", driver.InstalledAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        json.WriteString("verified", driver.IsVerified ? "yes" : "no");
        json.WriteStartObject("manifest");
        ManifestJson.WriteMembers(json, driver.Manifest);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static InstalledDriver ReadDriver(ref RecordReader reader)
    {
        string package = reader.Text("packageSha256", 64, NameRules.IsSha256, "64 lower-case hexadecimal digits");
        string assemblies = reader.Text("assembliesSha256", 64, NameRules.IsSha256, "64 lower-case hexadecimal digits");
        string signer = reader.Text("signer", ManifestLimits.MaxIdLength, NameRules.IsPackageId, "a signer's name");
        string fingerprint = reader.Text("fingerprint", 64, text => Fingerprint.TryParse(text, out _), "64 hexadecimal digits");
        string installedAt = reader.Text("installedAt", 20, text => TryTime(text, out _), "a time as 2026-01-31T12:00:00Z");
        string verified = reader.Text("verified", 3, text => text is "yes" or "no", "yes or no");
        Fingerprint.TryParse(fingerprint, out Fingerprint print);
        TryTime(installedAt, out DateTimeOffset time);
        reader.BeginObject("manifest");
        DriverManifest manifest = ManifestJson.ReadMembers(ref reader);
        reader.EndObject();
        return new InstalledDriver
        {
            Manifest = manifest,
            PackageSha256 = package,
            AssembliesSha256 = assemblies,
            SignerName = signer,
            SignerFingerprint = print,
            InstalledAt = time,
            IsVerified = verified == "yes",
        };
    }

    private static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
