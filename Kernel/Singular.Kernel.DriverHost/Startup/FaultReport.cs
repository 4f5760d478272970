using System.Text;
using Singular.Channels.Runtime;

namespace Singular.Kernel.DriverHost;

/// <summary>Why a driver died, on its way from its process to the kernel: four lines of text, code, exception type and
/// place (may be empty), detail.</summary>
public static class FaultReport
{
    private const int MaxCode = 64;
    private const int MaxText = 500;

    public static byte[] Write(DomainFault fault) => Encoding.UTF8.GetBytes($"{fault.Code}\n{fault.ExceptionType}\n{fault.Place}\n{fault.Detail}");

    /// <summary>Reads what the process wrote, which may be anything.</summary>
    /// <returns>A fault whose code is a plain name and whose texts hold no control characters; null when there is no report.</returns>
    public static DomainFault? Read(byte[] utf8)
    {
        if (utf8.Length == 0)
            return null;
        string[] lines = Encoding.UTF8.GetString(utf8).Split('\n', 4);
        bool isName = lines[0].Length is > 0 and <= MaxCode && lines[0].All(char.IsAsciiLetterOrDigit);
        if (!isName)
            return new DomainFault(DomainFaultCodes.MalformedMessage, null, null, "its process left a fault report that is none");
        return new DomainFault(lines[0], TextOrNull(lines, 1), TextOrNull(lines, 2), TextOrNull(lines, 3) ?? "");
    }

    private static string? TextOrNull(string[] lines, int index) =>
        index < lines.Length && lines[index].Length > 0 ? Plain(lines[index]) : null;

    private static string Plain(string text) => string.Concat(
        text.Take(MaxText).Select(c => char.IsControl(c) || char.IsSurrogate(c) || c == '\uFFFD' ? '?' : c));
}
