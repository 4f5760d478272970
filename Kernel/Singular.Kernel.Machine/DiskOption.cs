using System.Globalization;

namespace Singular.Kernel.Machine;

/// <summary>The word <c>disk=0xADDRESS,BYTES</c> of the kernel's command line: where the emulator shows the file that keeps the RAM
/// disk.</summary>
/// <param name="Address">Physical address, a multiple of 4,096.</param>
/// <param name="Bytes">Size, at least 1.</param>
public sealed record DiskOption(long Address, long Bytes)
{
    private const string Key = "disk=";

    /// <summary>Finds the word in a command line.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="FormatException">The word is there but cannot be read.</exception>
    public static DiskOption? Find(string commandLine)
    {
        string? word = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault(word => word.StartsWith(Key, StringComparison.Ordinal));
        if (word is null)
            return null;
        string[] parts = word[Key.Length..].Split(',');
        bool isRead = parts.Length == 2 && parts[0].StartsWith("0x", StringComparison.Ordinal);
        long address = 0, bytes = 0;
        isRead = isRead && long.TryParse(parts[0].AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out bytes);
        if (!isRead || bytes < 1 || address < 0 || (address & 0xFFF) != 0)
            throw new FormatException($"'{word}' is not of the form disk=0xADDRESS,BYTES with an address that is a multiple of 4,096.");
        return new DiskOption(address, bytes);
    }
}
