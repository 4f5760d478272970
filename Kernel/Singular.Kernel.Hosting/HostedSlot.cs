namespace Singular.Kernel.Hosting;

/// <summary>How a grant is written on the command line of a driver process: kind and path.</summary>
internal static class HostedSlot
{
    internal enum Kind
    {
        Region,
        Memory,
        Ports,
        Interrupt,
    }

    internal static string Write(Kind kind, string path) => $"{kind}:{path}";

    /// <exception cref="FormatException">The argument is not a grant of that kind.</exception>
    internal static string Read(string[] arguments, int slot, Kind kind)
    {
        string prefix = $"{kind}:";
        string? argument = slot >= 1 && slot <= arguments.Length ? arguments[slot - 1] : null;
        return argument is not null && argument.StartsWith(prefix, StringComparison.Ordinal)
            ? argument[prefix.Length..]
            : throw new FormatException($"Argument {slot} is not of the form {prefix}PATH; only the hosted kernel starts this program.");
    }
}
