using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Singular.Manifests;

/// <summary>A bundle about one driver for its vendor: a zip file with <c>report.json</c> and <c>log.txt</c>.</summary>
public static class CrashReport
{
    private const int Format = 1;

    /// <param name="placed">The driver and what the policy says of it; the rule itself is the owner's business and stays here.</param>
    /// <param name="log">What the console said; empty where it was not kept.</param>
    /// <param name="redaction">Takes the owner's names out of the log.</param>
    /// <returns>The zip file; the same input gives the same bytes.</returns>
    public static byte[] Make(PlacedDriver placed, string log, Redaction redaction)
    {
        string lines = string.Concat(redaction.LinesAbout(log, placed.Driver.Manifest.Id).Select(line => line + "\n"));
        return ZipWriter.Write([("report.json", Json(placed)), ("log.txt", Encoding.UTF8.GetBytes(lines))]);
    }

    private static byte[] Json(PlacedDriver placed)
    {
        InstalledDriver driver = placed.Driver;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, RecordJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteNumber("profile", DriverManifest.CurrentProfile);
            json.WriteNumber("kernelInterface", DriverManifest.CurrentKernelInterface);
            json.WriteString("packageSha256", driver.PackageSha256);
            json.WriteString("assembliesSha256", driver.AssembliesSha256);
            json.WriteString("fingerprint", driver.SignerFingerprint.ToString());
            json.WriteString("checks", driver.Checks);
            json.WriteString("placement", placed.Decision.Placement.ToName());
            json.WriteString("restart", placed.Decision.Restart.ToString());
            json.WriteNumber("memoryLimitBytes", placed.Decision.Options.MemoryBytes ?? 0);
            json.WriteStartObject("manifest");
            ManifestJson.WriteMembers(json, driver.Manifest);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
