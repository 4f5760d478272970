using System.Diagnostics;
using System.Globalization;
using Singular.Builder.Images;

namespace Singular.CommandLine.Pipeline;

/// <summary>Starts the kernel as a Linux process.</summary>
internal static class HostedMachine
{
    public static Process Start(HostedImage image, bool isScript, DateTime? clock, string? disk)
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
        if (clock is { } time)
            start.ArgumentList.Add($"rtc={time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)}");
        if (disk is not null)
            start.ArgumentList.Add($"disk={disk}");
        start.RedirectStandardInput = isScript;
        start.RedirectStandardOutput = isScript;
        return Process.Start(start)!;
    }
}
