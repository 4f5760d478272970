using System.Text.Json;

namespace Singular.Builder.Trusted;

/// <summary>The list for programs: <c>{"groups": [{"name", "reason", "total", "items": [{"name", "detail", "sha256"}]}]}</c>.</summary>
public static class TrustedJson
{
    public static void Write(Stream output, IReadOnlyList<TrustedGroup> groups)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("groups");
        foreach (TrustedGroup group in groups)
        {
            json.WriteStartObject();
            json.WriteString("name", group.Name);
            json.WriteString("reason", group.Reason);
            json.WriteString("total", group.Total);
            json.WriteStartArray("items");
            foreach (TrustedItem item in group.Items)
            {
                json.WriteStartObject();
                json.WriteString("name", item.Name);
                json.WriteString("detail", item.Detail);
                json.WriteString("sha256", item.Sha256);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
