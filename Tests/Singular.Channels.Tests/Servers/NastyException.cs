using System.Collections;

namespace Singular.Channels.Tests.Servers;

/// <summary>Notes every attempt to read it: what a driver throws is the driver's code.</summary>
public sealed class NastyException : Exception
{
    internal static int Reads { get; private set; }

    public override string Message => Note("message");

    public override IDictionary Data => new Dictionary<string, string> { ["read"] = Note("data") };

    public override string? StackTrace => Note("stack");

    public override string ToString() => Note("text");

    private static string Note(string what)
    {
        Reads++;
        return what;
    }
}
