using System.Buffers;
using System.Text.Json;

namespace Singular.Manifests;

/// <summary>The JSON form of a <see cref="LockFile"/>, formed like a manifest's; trust and policy are lists of their lines.</summary>
internal static class LockFileJson
{
    private const int Format = 1;
    private const int MaxLines = 10_000;

    /// <exception cref="RefusedException"><c>LockFileInvalid</c>.</exception>
    public static LockFile Read(byte[] utf8, string path)
    {
        try
        {
            var reader = new RecordReader(utf8, 2 * TextFiles.MaxBytes);
            reader.BeginObject();
            if (reader.Number("format", 1, int.MaxValue) != Format)
                throw reader.Fail(JsonFault.UnknownFormat, $"expected format {Format}");
            string trust = ReadLines(ref reader, "trust");
            string policy = ReadLines(ref reader, "policy");
            var packages = new List<LockedPackage>();
            reader.BeginArray("packages");
            while (reader.NextObject(packages.Count, ManifestLimits.MaxDrivers))
            {
                packages.Add(new LockedPackage(
                    reader.Text("id", ManifestLimits.MaxIdLength, NameRules.IsPackageId, "a package id"),
                    RecordJson.ReadVersion(ref reader),
                    reader.Text("sha256", 64, NameRules.IsSha256, "64 lower-case hexadecimal digits")));
                reader.EndObject();
            }
            reader.EndObject();
            reader.End();
            if (packages.Select(package => package.Id).Distinct().Count() != packages.Count)
                throw Invalid(path, "a package is there twice");
            return new LockFile(TrustStore.Parse(trust, $"{path}: trust"), Policy.Parse(policy, $"{path}: policy"), packages);
        }
        catch (JsonRecordException error)
        {
            throw Invalid(path, error.Message);
        }
    }

    public static byte[] Write(LockFile file)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, RecordJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            WriteLines(json, "trust", file.Trust.Text);
            WriteLines(json, "policy", file.Policy.Text);
            json.WriteStartArray("packages");
            foreach (LockedPackage package in file.Packages)
            {
                json.WriteStartObject();
                json.WriteString("id", package.Id);
                json.WriteString("version", package.Version.ToString());
                json.WriteString("sha256", package.Sha256);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteLines(Utf8JsonWriter json, string member, string text)
    {
        json.WriteStartArray(member);
        foreach (string line in TextFiles.Lines(text))
        {
            json.WriteStartObject();
            json.WriteString("line", line);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string ReadLines(ref RecordReader reader, string member)
    {
        var lines = new List<string>();
        reader.BeginArray(member);
        while (reader.NextObject(lines.Count, MaxLines))
        {
            lines.Add(reader.Text("line", ManifestLimits.MaxTextLength, text => !text.Contains('\n'), "a line"));
            reader.EndObject();
        }
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static RefusedException Invalid(string path, string what) =>
        new(RefusalCode.LockFileInvalid, path, what, "write it again with singular lock");
}
