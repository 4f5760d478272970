using System.Text;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>Looks at the short names that a driver has put into a root directory: fsck.fat lets bytes pass that no short name may hold.</summary>
internal static class ShortNames
{
    private const int SlotSize = 32;
    private const int NameBytes = 11;
    private const int Attributes = 11;
    private const byte LongName = 0x0F;
    private const byte VolumeLabel = 0x08;
    private const byte Removed = 0xE5;

    /// <summary>Beside letters, digits and bytes from 0x80; a space fills up (fatgen103, "Short Directory Entry Names").</summary>
    private const string Signs = "$%'-_@~`!(){}^#& ";

    /// <summary>Stands for 0xE5 in the first byte.</summary>
    private const byte Escape = 0x05;

    /// <returns>Null when all are names that a system without long names can use.</returns>
    internal static string? WhyIllegal(ReadOnlySpan<byte> medium, VolumeKind kind)
    {
        ReadOnlySpan<byte> root = medium[kind.Root];
        for (int at = 0; at < root.Length && root[at] != 0; at += SlotSize)
        {
            ReadOnlySpan<byte> name = root.Slice(at, NameBytes);
            if (root[at] == Removed || root[at + Attributes] == LongName || (root[at + Attributes] & VolumeLabel) != 0)
                continue;
            for (int i = 0; i < NameBytes; i++)
            {
                if (!(i == 0 && name[i] == Escape) && !IsLegal((char)name[i]))
                    return $"byte {i} of the short name '{Encoding.Latin1.GetString(name)}' in the root directory is none that a short name may hold";
            }
        }
        return null;
    }

    private static bool IsLegal(char value) => value is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or >= '\x80' || Signs.Contains(value, StringComparison.Ordinal);
}
