namespace Singular.Drivers.FileSystems;

/// <summary>What a name may be, and when two names are the same (fatgen103, "Long Directory Entries").</summary>
internal static class FileName
{
    /// <summary>The longest name in UTF-16 code units.</summary>
    public const int MaxLength = 255;

    private const string Forbidden = "\"*/:<>?\\|";

    /// <summary>True for a name that can be stored and found again as it is. Spaces and dots at the end cannot, for other
    /// systems drop them, and halves of a character cannot be shown.</summary>
    public static bool IsValid(string name)
    {
        if (name.Length is < 1 or > MaxLength || name[name.Length - 1] is ' ' or '.')
            return false;
        for (int i = 0; i < name.Length; i++)
        {
            if (!IsAllowed(name[i]))
                return false;
            if (char.IsHighSurrogate(name[i]))
            {
                if (i + 1 == name.Length || !char.IsLowSurrogate(name[i + 1]))
                    return false;
                i++;
            }
            else if (char.IsLowSurrogate(name[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for a code unit that may stand in a name.</summary>
    public static bool IsAllowed(char value) => value >= ' ' && value != 0xFFFF && !Forbidden.Contains(value);

    /// <summary>True when two names mean the same file: case does not count.</summary>
    public static bool AreSame(string left, string right)
    {
        if (left.Length != right.Length)
            return false;
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i] && char.ToUpperInvariant(left[i]) != char.ToUpperInvariant(right[i]))
                return false;
        }

        return true;
    }
}
