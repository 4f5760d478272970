using System.Text;
using System.Text.Json;

namespace Singular.Verifier.Reports;

/// <summary>For code-scanning services: SARIF 2.1.0 (OASIS), one run with a rule for each code that occurs.</summary>
public sealed class SarifReport : IReportFormat
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    public string Name => "sarif";

    public void Write(TextWriter output, IReadOnlyList<VerifiedFile> files)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, files);
            json.WriteStartArray("results");
            foreach (VerifiedFile file in files)
            {
                foreach (Finding finding in file.Result.Findings)
                    WriteResult(json, file.Path, finding);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private static void WriteTool(Utf8JsonWriter json, IReadOnlyList<VerifiedFile> files)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "singular");
        json.WriteString("version", typeof(SarifReport).Assembly.GetName().Version?.ToString(3));
        json.WriteStartArray("rules");
        foreach (string code in files.SelectMany(f => f.Result.Findings).Select(f => f.Code).Distinct().Order(StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("id", code);
            if (CodeCatalogue.Find(code) is { } entry)
            {
                json.WriteStartObject("fullDescription");
                json.WriteString("text", entry.Meaning);
                json.WriteEndObject();
                json.WriteStartObject("help");
                json.WriteString("text", $"Wrong: {entry.Bad}. Right: {entry.Good}.");
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, string path, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Code);
        json.WriteString("level", "error");
        json.WriteStartObject("message");
        json.WriteString("text", finding.Message);
        json.WriteEndObject();
        json.WriteStartObject("analysisTarget");
        json.WriteString("uri", UriOf(path));
        json.WriteEndObject();
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", UriOf(finding.Source?.File ?? path));
        json.WriteEndObject();
        if (finding.Source is { } place)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", place.Line);
            json.WriteNumber("startColumn", place.Column);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", finding.Place);
        json.WriteString("kind", KindOf(finding.Subject));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("properties");
        json.WriteString("area", finding.Area.ToString());
        json.WriteString("subject", $"0x{finding.Subject:x8}");
        if (finding.ILOffset is { } offset)
            json.WriteNumber("ilOffset", offset);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string UriOf(string path) => Uri.EscapeDataString(path.Replace('\\', '/')).Replace("%2F", "/", StringComparison.Ordinal);

    /// <summary>SARIF's word for what a token's table holds (SARIF 2.1.0, 3.33.7).</summary>
    private static string KindOf(uint token) => (token >> 24) switch
    {
        0x02 => "type",
        0x04 => "member",
        0x06 => "function",
        _ => "module",
    };
}
