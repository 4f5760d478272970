using System.Globalization;

namespace Singular.Kernel;

/// <summary>What the kernel's command line asks for. Words that the kernel does not know belong to the platform.</summary>
/// <param name="IsScript">The shell serves a program that feeds commands, not a person. <c>script</c>.</param>
/// <param name="StartLimit">How long the start of a driver may take, its constructor included. <c>start-limit=SECONDS</c>.</param>
public sealed record KernelOptions(bool IsScript, TimeSpan StartLimit)
{
    private const string StartLimitKey = "start-limit=";
    private const int MaxStartSeconds = 600;

    /// <summary>What holds where the command line says nothing: long for a constructor, short for a person at boot.</summary>
    public static readonly TimeSpan DefaultStartLimit = TimeSpan.FromSeconds(5);

    /// <param name="commandLine">Words separated by blanks. A start limit that is no number from 1 to 600 is passed over: a
    /// system that boots with the default is better than one that does not boot.</param>
    public static KernelOptions Parse(string commandLine)
    {
        string[] words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string? limit = words.LastOrDefault(word => word.StartsWith(StartLimitKey, StringComparison.Ordinal))?[StartLimitKey.Length..];
        bool isNumber = int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is >= 1 and <= MaxStartSeconds;
        return new KernelOptions(words.Contains("script"), isNumber ? TimeSpan.FromSeconds(seconds) : DefaultStartLimit);
    }
}
