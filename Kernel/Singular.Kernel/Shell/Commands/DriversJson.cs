using System.Text;
using System.Text.Json;
using Singular.Kernel.Supervision;
using Singular.Manifests;

namespace Singular.Kernel.Shell.Commands;

/// <summary>The drivers as one line of JSON: an array of objects.</summary>
internal static class DriversJson
{
    public static string Write(IReadOnlyList<DriverStatus> drivers)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (DriverStatus driver in drivers)
                Write(json, driver);
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, DriverStatus driver)
    {
        DriverManifest manifest = driver.Record.Manifest;
        json.WriteStartObject();
        json.WriteString("name", driver.Record.Instance);
        json.WriteString("version", manifest.Version.ToString());
        json.WriteString("provides", manifest.Provides.ToString());
        json.WriteString("placement", driver.Record.Placement.ToName());
        WriteNumber(json, "ring", driver.Ring);
        json.WriteString("state", driver.State.ToName());
        json.WriteNumber("restarts", driver.Restarts);
        WriteNumber(json, "memoryKiB", driver.MemoryKiB);
        WriteNumber(json, "allocatedKiB", driver.AllocatedKiB);
        json.WriteNumber("buffers", driver.Buffers);
        json.WriteNumber("bufferBytes", driver.BufferBytes);
        json.WriteString("packageSha256", driver.Record.PackageSha256);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
