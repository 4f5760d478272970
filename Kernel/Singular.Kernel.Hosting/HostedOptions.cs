using System.Globalization;

namespace Singular.Kernel.Hosting;

/// <summary>What the command line of a hosted kernel says to its platform; other words are the kernel's.</summary>
/// <param name="FixedTime">What the real-time clock shows for ever, in UTC; null for the host's time. <c>rtc=2026-01-31T12:30:00</c>.</param>
/// <param name="Disk">File that the RAM disk keeps its contents in; null for none. <c>disk=FILE</c>.</param>
/// <param name="ImageFolder">Folder of the hosted image; null for the one that the program lies in. <c>image=FOLDER</c>.</param>
/// <param name="Debugged">Which process waits for a .NET debugger before it starts: <see cref="DebugKernel"/>, or the instance of a
/// driver in a process of its own; null for none. <c>debug=kernel</c>, <c>debug=CmosClock#0</c>.</param>
public sealed record HostedOptions(DateTime? FixedTime, string? Disk, string? ImageFolder, string? Debugged)
{
    /// <summary>Stands for the kernel's own process.</summary>
    public const string DebugKernel = "kernel";

    /// <exception cref="FormatException">A time that cannot be read.</exception>
    public static HostedOptions Parse(IReadOnlyList<string> arguments)
    {
        string? time = Value(arguments, "rtc=");
        DateTime? parsed = null;
        if (time is not null)
        {
            parsed = DateTime.TryParseExact(
                time, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime value)
                ? value
                : throw new FormatException($"rtc={time} is not a time of the form 2026-01-31T12:30:00.");
        }
        return new HostedOptions(parsed, Value(arguments, "disk="), Value(arguments, "image="), Value(arguments, "debug="));
    }

    private static string? Value(IReadOnlyList<string> arguments, string key) =>
        arguments.LastOrDefault(argument => argument.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
}
