namespace Singular.Manifests;

/// <summary>What an upgrade asks for that the installed version does not.</summary>
public static class ResourceGrowth
{
    /// <summary>One line for each thing more; empty where it asks for nothing more.</summary>
    public static IReadOnlyList<string> Of(DriverManifest before, DriverManifest after)
    {
        var more = new List<string>();
        more.AddRange(after.Ports.Where(ports => !PortSpan.Cover([.. before.Ports.Select(old => new PortSpan(old.First, old.Last))], ports)).Select(ports => $"ports {ports}"));
        more.AddRange(after.Interrupts.Where(line => before.Interrupts.All(old => old.Line != line.Line)).Select(line => $"interrupt {line.Line}"));
        foreach (MemoryRequest memory in after.Memory)
        {
            long old = before.Memory.Where(request => request.Name == memory.Name).Sum(request => request.Bytes);
            if (memory.Bytes > old)
                more.Add(old == 0 ? $"memory {memory.Name} ({ByteSizes.ToText(memory.Bytes)})" : $"memory {memory.Name} ({ByteSizes.ToText(memory.Bytes)} instead of {ByteSizes.ToText(old)})");
        }
        if (after.Budget.MemoryBytes > before.Budget.MemoryBytes)
            more.Add($"a budget of {ByteSizes.ToText(after.Budget.MemoryBytes)} of memory{(before.Budget.MemoryBytes == 0 ? "" : $" instead of {ByteSizes.ToText(before.Budget.MemoryBytes)}")}");
        int work = before.Budget.WorkMilliseconds;
        if (work > 0 && (after.Budget.WorkMilliseconds > work || after.Budget.WorkMilliseconds == 0))
            more.Add($"{(after.Budget.WorkMilliseconds == 0 ? "no limit" : $"{after.Budget.WorkMilliseconds} ms")} for a piece of its work instead of {work} ms");
        more.AddRange(after.Imports.Where(import => before.Imports.All(old => old.Contract.Name != import.Contract.Name)).Select(import => $"contract {import.Contract} as {import.Parameter}"));
        return more;
    }
}
