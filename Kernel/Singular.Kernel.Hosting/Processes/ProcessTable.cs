using System.Globalization;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Hosting;

/// <summary>Reads what Linux says of a process (proc(5), <c>status</c> and <c>stat</c>).</summary>
internal static class ProcessTable
{
    // Everything that runs on Linux as a program runs in ring 3, the hosted kernel included.
    internal const int UserRing = 3;

    /// <returns>Null when there is no such process.</returns>
    internal static ProcessFigures? Read(int id, string name, TimeSpan processorTime)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines($"/proc/{id}/status");
        }
        catch (IOException)
        {
            return null;
        }
        return new ProcessFigures(
            id, name, UserRing, Number(lines, "RssAnon:"), Number(lines, "RssFile:") + Number(lines, "RssShmem:"),
            (int)Number(lines, "Threads:"), id, processorTime);
    }

    private static long Number(string[] lines, string key)
    {
        string? line = lines.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
        string[] words = line?[key.Length..].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 0 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
    }
}
