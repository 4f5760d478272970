using System.Buffers;
using System.Text.Json;

namespace Singular.Manifests;

/// <summary>What the verifier found in packages, by the package's hash and the verifier's rules: a file for each package, <c>SHA256.json</c>, which the next
/// rules replace. A file that is missing or cannot be read is as good as none.</summary>
internal sealed class VerdictCache(string folder)
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxFindings = 10_000;
    private const int MaxTextLength = 64 * 1024;

    /// <summary>What these rules found in a package; null where nobody has looked.</summary>
    internal IReadOnlyList<VerificationFinding>? Find(string package, string rules)
    {
        try
        {
            return Read(File.ReadAllBytes(PathOf(package)), rules);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonRecordException)
        {
            return null;
        }
    }

    /// <summary>Keeps what was found. Where that is not possible the package is judged again the next time.</summary>
    internal void Add(string package, string rules, IReadOnlyList<VerificationFinding> findings)
    {
        byte[] json = Write(rules, findings);
        if (json.Length > MaxBytes || findings.Count > MaxFindings)
            return;
        try
        {
            AtomicFile.CreateFolder(folder);
            AtomicFile.Write(PathOf(package), json);
        }
        catch (RefusedException refused) when (refused.Refusals[0].Code is RefusalCode.DiskFull or RefusalCode.FileUnreadable)
        {
            // Whoever only looks at a root need not be able to write to it.
        }
    }

    private string PathOf(string package) => Path.Combine(folder, package + ".json");

    private static byte[] Write(string rules, IReadOnlyList<VerificationFinding> findings)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, RecordJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("rules", rules);
            json.WriteStartArray("findings");
            foreach (VerificationFinding finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("code", Cut(finding.Code));
                json.WriteString("where", Cut(finding.Where));
                json.WriteString("what", Cut(finding.What));
                json.WriteString("waivable", finding.MayBeWaived ? "yes" : "no");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static IReadOnlyList<VerificationFinding>? Read(byte[] utf8, string rules)
    {
        var reader = new RecordReader(utf8, MaxBytes);
        reader.BeginObject();
        if (reader.Text("rules", 64, NameRules.IsSha256, "64 lower-case hexadecimal digits") != rules)
            return null;
        var findings = new List<VerificationFinding>();
        reader.BeginArray("findings");
        while (reader.NextObject(findings.Count, MaxFindings))
        {
            findings.Add(new VerificationFinding(
                ReadText(ref reader, "code"), ReadText(ref reader, "where"), ReadText(ref reader, "what"),
                reader.Text("waivable", 3, text => text is "yes" or "no", "yes or no") == "yes"));
            reader.EndObject();
        }
        reader.EndObject();
        reader.End();
        return findings;
    }

    private static string ReadText(ref RecordReader reader, string member) => reader.Text(member, MaxTextLength, TextRules.IsPlain, "text without control characters");

    private static string Cut(string text)
    {
        string escaped = SafeText.Escape(text);
        return escaped.Length <= MaxTextLength ? escaped : escaped[..MaxTextLength];
    }
}
