using System.Globalization;

namespace Singular.Kernel.Machine;

/// <summary>A word <c>NAME=0xADDRESS,BYTES</c> of the kernel's command line: where the emulator shows memory that a file outside holds.</summary>
/// <param name="Address">Physical address, a multiple of 4,096.</param>
/// <param name="Bytes">Size, at least 1.</param>
public sealed record MemoryOption(long Address, long Bytes)
{
    /// <summary>What keeps the RAM disk.</summary>
    public const string Disk = "disk";

    /// <summary>What the checker of a driver shares with an image that is made for the check.</summary>
    public const string Check = "check";

    /// <summary>Finds the word in a command line.</summary>
    /// <param name="commandLine">The kernel's command line.</param>
    /// <param name="name">What stands before the equals sign.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="FormatException">The word is there but cannot be read.</exception>
    public static MemoryOption? Find(string commandLine, string name)
    {
        string key = name + "=";
        string? word = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault(word => word.StartsWith(key, StringComparison.Ordinal));
        if (word is null)
            return null;
        string[] parts = word[key.Length..].Split(',');
        bool isRead = parts.Length == 2 && parts[0].StartsWith("0x", StringComparison.Ordinal);
        long address = 0, bytes = 0;
        isRead = isRead && long.TryParse(parts[0].AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out bytes);
        if (!isRead || bytes < 1 || address < 0 || (address & 0xFFF) != 0)
            throw new FormatException($"'{word}' is not of the form {name}=0xADDRESS,BYTES with an address that is a multiple of 4,096.");
        return new MemoryOption(address, bytes);
    }
}
