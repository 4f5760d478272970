using System.Globalization;
using System.Text.Json;
using Singular.Channels.Testing;
using Singular.Kernel.Checking;
using Singular.Manifests;

namespace Singular.Worker;

/// <summary>The result of a check as JSON, for programs and to be signed.</summary>
internal static class CheckReport
{
    /// <param name="driver">What was checked.</param>
    /// <param name="providers">The drivers that it imported from.</param>
    /// <param name="laws">The laws that were named.</param>
    /// <param name="report">The result.</param>
    public static byte[] Write(DriverManifest driver, IEnumerable<DriverRecord> providers, CompanionLaws laws, ContractReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("driver", $"{driver.Id} {driver.Version}");
            json.WriteString("contract", report.Contract);
            json.WriteNumber("seed", report.Seed);
            json.WriteBoolean("kept", report.IsKept);
            json.WriteStartArray("providers");
            foreach (DriverRecord provider in providers)
                WriteFile(json, "driver", $"{provider.Manifest.Id} {provider.Manifest.Version}", provider.PackageSha256);
            json.WriteEndArray();
            json.WriteStartArray("laws");
            foreach ((string name, string sha256) in laws.Files)
                WriteFile(json, "file", name, sha256);
            json.WriteEndArray();
            json.WriteStartArray("properties");
            foreach (PropertyResult property in report.Properties)
            {
                json.WriteStartObject();
                json.WriteString("name", property.Name);
                json.WriteNumber("runs", property.Runs);
                if (property.Calls is { } calls)
                    json.WriteNumber("calls", calls);
                else
                    json.WriteNull("calls");
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

    private static void WriteFile(Utf8JsonWriter json, string kind, string name, string sha256)
    {
        json.WriteStartObject();
        json.WriteString(kind, name);
        json.WriteString("sha256", sha256);
        json.WriteEndObject();
    }
}
