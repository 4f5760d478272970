using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

/// <summary>A manifest in words.</summary>
internal static class ManifestText
{
    /// <summary>What a driver says it gets by with, in one line.</summary>
    public static string Budget(DriverManifest manifest)
    {
        DriverBudget budget = manifest.Budget;
        string memory = budget.MemoryBytes > 0 ? $"{budget.MemoryBytes / 1024} KiB of memory" : "";
        string work = budget.WorkMilliseconds > 0 ? $"{budget.WorkMilliseconds} ms for a piece of work" : "";
        return budget == DriverBudget.None ? "not stated" : string.Join(", ", new[] { memory, work }.Where(text => text.Length > 0));
    }

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
