using System.Globalization;
using System.Text.Json;
using Singular.Channels.Testing;
using Singular.Manifests;

namespace Singular.Worker;

/// <summary>The result of a check as JSON, for programs and to be signed.</summary>
internal static class CheckReport
{
    public static byte[] Write(DriverManifest driver, ContractReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("driver", $"{driver.Id} {driver.Version}");
            json.WriteString("contract", report.Contract);
            json.WriteNumber("seed", report.Seed);
            json.WriteBoolean("kept", report.IsKept);
            json.WriteStartArray("properties");
            foreach (PropertyResult property in report.Properties)
            {
                json.WriteStartObject();
                json.WriteString("name", property.Name);
                json.WriteNumber("runs", property.Runs);
                json.WriteNumber("calls", property.Calls);
                json.WriteString("seconds", property.Time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture));
                if (property.Violation is not null)
                    json.WriteString("violation", property.Violation);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
