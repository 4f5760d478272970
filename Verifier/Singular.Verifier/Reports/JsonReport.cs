using System.Text;
using System.Text.Json;

namespace Singular.Verifier.Reports;

/// <summary>For programs: one object with all files and their findings.</summary>
public sealed class JsonReport : IReportFormat
{
    public string Name => "json";

    public void Write(TextWriter output, IReadOnlyList<VerifiedFile> files)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("files");
            foreach (VerifiedFile file in files)
                WriteFile(json, file);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private static void WriteFile(Utf8JsonWriter json, VerifiedFile file)
    {
        json.WriteStartObject();
        json.WriteString("path", file.Path);
        json.WriteString("assembly", file.Result.AssemblyName);
        json.WriteBoolean("accepted", file.Result.IsAccepted);
        json.WriteNumber("methodsVerified", file.Result.MethodsVerified);
        json.WriteStartArray("findings");
        foreach (Finding finding in file.Result.Findings)
            WriteFinding(json, finding);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("area", finding.Area.ToString());
        json.WriteString("code", finding.Code);
        json.WriteString("subject", $"0x{finding.Subject:x8}");
        json.WriteString("type", finding.Type);
        json.WriteString("method", finding.Method);
        if (finding.ILOffset is { } offset)
            json.WriteNumber("ilOffset", offset);
        else
            json.WriteNull("ilOffset");
        json.WriteString("found", finding.Found);
        json.WriteString("expected", finding.Expected);
        json.WriteString("advice", ReportText.Advice(finding));
        if (finding.Source is { } place)
        {
            json.WriteStartObject("source");
            json.WriteString("file", place.File);
            json.WriteNumber("line", place.Line);
            json.WriteNumber("column", place.Column);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("source");
        }

        json.WriteEndObject();
    }
}
