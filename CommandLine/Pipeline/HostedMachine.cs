using System.Diagnostics;
using System.Globalization;
using Singular.Builder.Images;

namespace Singular.CommandLine.Pipeline;

/// <summary>Starts the kernel as a Linux process.</summary>
internal static class HostedMachine
{
    /// <param name="image">What to run.</param>
    /// <param name="isScript">Its input and output are pipes.</param>
    /// <param name="words">Further words of the kernel's command line.</param>
    /// <param name="clock">What the real-time clock shows; null for the host's time.</param>
    /// <param name="disk">File that the RAM disk keeps its contents in; null for none.</param>
    public static Process Start(HostedImage image, bool isScript, IEnumerable<string> words, DateTime? clock, string? disk)
    {
        bool isNative = File.Exists(image.Kernel);
        var start = new ProcessStartInfo(isNative ? image.Kernel : "dotnet") { UseShellExecute = false };
        if (!isNative)
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(Path.Combine(image.Kernel, HostedImage.EntryFile));
        }

        if (isScript)
            start.ArgumentList.Add("script");
        foreach (string word in words)
            start.ArgumentList.Add(word);
        if (clock is { } time)
            start.ArgumentList.Add($"rtc={time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)}");
        if (disk is not null)
            start.ArgumentList.Add($"disk={disk}");
        start.RedirectStandardInput = isScript;
        start.RedirectStandardOutput = isScript;
        return Process.Start(start)!;
    }
}
