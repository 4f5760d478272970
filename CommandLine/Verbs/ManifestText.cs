using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

/// <summary>A manifest in words.</summary>
internal static class ManifestText
{
    /// <summary>What a driver asks of the machine, in one line.</summary>
    public static string Resources(DriverManifest manifest)
    {
        IEnumerable<string> all =
        [
            .. manifest.Ports.Select(ports => $"ports {ports}"),
            .. manifest.Interrupts.Select(line => $"interrupt {line.Line}"),
            .. manifest.Memory.Select(memory => $"memory {memory.Name} ({memory.Bytes / 1024} KiB)"),
        ];
        string text = string.Join(", ", all);
        return text.Length == 0 ? "none" : text;
    }
}
