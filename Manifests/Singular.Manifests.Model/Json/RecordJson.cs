using System.Text.Encodings.Web;
using System.Text.Json;

namespace Singular.Manifests;

/// <summary>What the records' JSON forms have in common.</summary>
internal static class RecordJson
{
    /// <summary>Indented for people; the default encoder escapes everything that is not plain ASCII text.</summary>
    public static JsonWriterOptions WriterOptions => new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Default };

    public static string ReadParameter(ref RecordReader reader) =>
        reader.Text("parameter", ManifestLimits.MaxNameLength, NameRules.IsParameter, "a parameter name");

    public static SemanticVersion ReadVersion(ref RecordReader reader)
    {
        string text = reader.Text("version", SemanticVersion.MaxLength, text => SemanticVersion.TryParse(text, out _), "a semantic version");
        SemanticVersion.TryParse(text, out SemanticVersion version);
        return version;
    }
}
