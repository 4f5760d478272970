using System.Text;
using Singular.Channels.Runtime;

namespace Singular.Kernel.DriverHost;

/// <summary>Why a driver died, on its way from its process to the kernel: three lines of text, code, exception type (may be
/// empty), detail.</summary>
public static class FaultReport
{
    private const int MaxCode = 64;
    private const int MaxText = 500;

    public static byte[] Write(DomainFault fault) => Encoding.UTF8.GetBytes($"{fault.Code}\n{fault.ExceptionType}\n{fault.Detail}");

    /// <summary>Reads what the process wrote, which may be anything.</summary>
    /// <returns>A fault whose code is a plain name and whose texts hold no control characters; null when there is no report.</returns>
    public static DomainFault? Read(byte[] utf8)
    {
        if (utf8.Length == 0)
            return null;
        string[] lines = Encoding.UTF8.GetString(utf8).Split('\n', 3);
        bool isName = lines[0].Length is > 0 and <= MaxCode && lines[0].All(char.IsAsciiLetterOrDigit);
        if (!isName)
            return new DomainFault(DomainFaultCodes.MalformedMessage, null, null, "its process left a fault report that is none");
        string type = lines.Length > 1 ? Plain(lines[1]) : "";
        return new DomainFault(lines[0], type.Length == 0 ? null : type, null, lines.Length > 2 ? Plain(lines[2]) : "");
    }

    private static string Plain(string text) => string.Concat(
        text.Take(MaxText).Select(c => char.IsControl(c) || char.IsSurrogate(c) || c == '\uFFFD' ? '?' : c));
}
