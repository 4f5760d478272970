using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Singular.Manifests;

/// <summary>The JSON form of an <see cref="InstalledSet"/>, formed like a manifest's.</summary>
internal static class InstalledSetJson
{
    /// <summary>The form that is written; sets of older forms are read and stay as they are.</summary>
    public const int Format = 4;

    private const int MaxBytes = 16 * 1024 * 1024;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <exception cref="JsonRecordException">It is no installed set.</exception>
    public static InstalledSet Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new RecordReader(utf8, MaxBytes);
        reader.BeginObject();
        int format = (int)reader.Number("format", 1, int.MaxValue);
        if (format > Format)
            throw reader.Fail(JsonFault.UnknownFormat, $"expected format 1 to {Format}");
        int generation = (int)reader.Number("generation", 1, int.MaxValue);
        string previous = ReadSha256(ref reader, "previousSha256");
        DateTimeOffset at = ReadTime(ref reader, "at");
        string who = ReadText(ref reader, "who");
        string reason = ReadText(ref reader, "reason");
        List<StoreChange> changes = ReadChanges(ref reader);
        var drivers = new List<InstalledDriver>();
        reader.BeginArray("drivers");
        while (reader.NextObject(drivers.Count, ManifestLimits.MaxDrivers))
        {
            drivers.Add(ReadDriver(ref reader, format));
            reader.EndObject();
        }
        reader.EndObject();
        reader.End();
        return new InstalledSet
        {
            Format = format,
            Generation = generation,
            PreviousSha256 = previous,
            At = at,
            Who = who,
            Reason = reason,
            Changes = changes,
            Drivers = drivers,
        };
    }

    public static byte[] Write(InstalledSet set)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, RecordJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("format", set.Format);
            json.WriteNumber("generation", set.Generation);
            json.WriteString("previousSha256", set.PreviousSha256);
            json.WriteString("at", Time(set.At));
            json.WriteString("who", set.Who);
            json.WriteString("reason", set.Reason);
            json.WriteStartArray("changes");
            foreach (StoreChange change in set.Changes)
                WriteChange(json, change);
            json.WriteEndArray();
            json.WriteStartArray("drivers");
            foreach (InstalledDriver driver in set.Drivers)
                WriteDriver(json, driver, set.Format);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteDriver(Utf8JsonWriter json, InstalledDriver driver, int format)
    {
        json.WriteStartObject();
        json.WriteString("packageSha256", driver.PackageSha256);
        json.WriteString("assembliesSha256", driver.AssembliesSha256);
        json.WriteString("signer", driver.SignerName);
        json.WriteString("fingerprint", driver.SignerFingerprint.ToString());
        json.WriteString("installedAt", Time(driver.InstalledAt));
        if (format > 1)
        {
            json.WriteString("validAt", Time(driver.ValidAt));
            json.WriteString("stampedBy", driver.StampedBy);
            json.WriteString("countersigner", driver.Countersigner);
            json.WriteString("certificates", string.Join(',', driver.Certificates));
            json.WriteString("waived", driver.WaivedCodes);
        }
        if (format > 2)
        {
            json.WriteString("attester", driver.Attester);
            json.WriteString("attestationSha256", driver.AttestationSha256);
        }
        json.WriteString("verified", driver.IsVerified ? "yes" : "no");
        if (format > 3)
            json.WriteString("rules", driver.VerifierRules);
        json.WriteStartObject("manifest");
        ManifestJson.WriteMembers(json, driver.Manifest);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static InstalledDriver ReadDriver(ref RecordReader reader, int format)
    {
        string package = ReadSha256(ref reader, "packageSha256");
        string assemblies = ReadSha256(ref reader, "assembliesSha256");
        string signer = reader.Text("signer", ManifestLimits.MaxIdLength, NameRules.IsPackageId, "a signer's name");
        string fingerprint = reader.Text("fingerprint", 64, text => Fingerprint.TryParse(text, out _), "64 hexadecimal digits");
        DateTimeOffset installedAt = ReadTime(ref reader, "installedAt");
        DateTimeOffset validAt = format > 1 ? ReadTime(ref reader, "validAt") : installedAt;
        string stampedBy = format > 1 ? ReadName(ref reader, "stampedBy") : "";
        string countersigner = format > 1 ? ReadName(ref reader, "countersigner") : "";
        string certificates = format > 1 ? reader.Text("certificates", ManifestLimits.MaxTextLength, text => TryFingerprints(text, out _), "fingerprints separated by commas") : fingerprint;
        string waived = format > 1 ? ReadText(ref reader, "waived") : "";
        string attester = format > 2 ? ReadName(ref reader, "attester") : "";
        string attestation = format > 2 ? ReadSha256OrNothing(ref reader, "attestationSha256") : "";
        bool isVerified = ReadYes(ref reader, "verified");
        string rules = format > 3 ? ReadSha256OrNothing(ref reader, "rules") : "";
        Fingerprint.TryParse(fingerprint, out Fingerprint print);
        TryFingerprints(certificates, out List<Fingerprint> prints);
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
            InstalledAt = installedAt,
            ValidAt = validAt,
            StampedBy = stampedBy,
            Countersigner = countersigner,
            Attester = attester,
            AttestationSha256 = attestation,
            Certificates = prints,
            WaivedCodes = waived,
            IsVerified = isVerified,
            VerifierRules = rules,
        };
    }

    private static void WriteChange(Utf8JsonWriter json, StoreChange change)
    {
        json.WriteStartObject();
        json.WriteString("action", change.Action.ToString().ToLowerInvariant());
        json.WriteString("package", change.Package);
        json.WriteString("version", change.Version.ToString());
        json.WriteString("packageSha256", change.PackageSha256);
        json.WriteString("rule", change.Rule);
        json.WriteString("verified", change.IsVerified ? "yes" : "no");
        json.WriteEndObject();
    }

    private static List<StoreChange> ReadChanges(ref RecordReader reader)
    {
        var changes = new List<StoreChange>();
        reader.BeginArray("changes");
        while (reader.NextObject(changes.Count, 2 * ManifestLimits.MaxDrivers))
        {
            string action = reader.Text("action", 16, text => TryAction(text, out _), "install, upgrade, downgrade, replace or remove");
            TryAction(action, out StoreAction parsed);
            changes.Add(new StoreChange(
                parsed,
                reader.Text("package", ManifestLimits.MaxIdLength, NameRules.IsPackageId, "a package id"),
                RecordJson.ReadVersion(ref reader),
                ReadSha256(ref reader, "packageSha256"),
                ReadText(ref reader, "rule"),
                ReadYes(ref reader, "verified")));
            reader.EndObject();
        }
        return changes;
    }

    private static bool TryAction(string text, out StoreAction action)
    {
        foreach (StoreAction known in Enum.GetValues<StoreAction>())
        {
            if (known.ToString().ToLowerInvariant() == text)
            {
                action = known;
                return true;
            }
        }
        action = StoreAction.Install;
        return false;
    }

    private static string ReadSha256(ref RecordReader reader, string member) => reader.Text(member, 64, NameRules.IsSha256, "64 lower-case hexadecimal digits");

    private static string ReadSha256OrNothing(ref RecordReader reader, string member) =>
        reader.Text(member, 64, text => text.Length == 0 || NameRules.IsSha256(text), "64 lower-case hexadecimal digits or nothing");

    private static bool TryFingerprints(string text, out List<Fingerprint> prints)
    {
        prints = [];
        foreach (string word in text.Split(','))
        {
            if (!Fingerprint.TryParse(word, out Fingerprint print))
                return false;
            prints.Add(print);
        }
        return true;
    }

    private static string ReadName(ref RecordReader reader, string member) =>
        reader.Text(member, ManifestLimits.MaxIdLength, text => text.Length == 0 || NameRules.IsPackageId(text), "a name of the trust file or nothing");

    private static string ReadText(ref RecordReader reader, string member) => reader.Text(member, ManifestLimits.MaxTextLength, TextRules.IsPlain, "text without control characters");

    private static bool ReadYes(ref RecordReader reader, string member) => reader.Text(member, 3, text => text is "yes" or "no", "yes or no") == "yes";

    private static DateTimeOffset ReadTime(ref RecordReader reader, string member)
    {
        string text = reader.Text(member, 20, text => TryTime(text, out _), "a time as 2026-01-31T12:00:00Z");
        TryTime(text, out DateTimeOffset time);
        return time;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
