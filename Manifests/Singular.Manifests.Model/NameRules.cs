namespace Singular.Manifests;

/// <summary>What names may look like. All are plain ASCII, so that two of them that look alike are alike.</summary>
public static class NameRules
{
    /// <summary>A package id: begins with a letter; letters, digits, <c>_</c>, <c>-</c> and single dots inside.</summary>
    public static bool IsPackageId(string text)
    {
        if (text.Length is 0 or > ManifestLimits.MaxIdLength || !char.IsAsciiLetter(text[0]))
            return false;
        for (int i = 1; i < text.Length; i++)
        {
            bool isDot = text[i] == '.';
            if (isDot && (i == text.Length - 1 || text[i - 1] == '.'))
                return false;
            if (!isDot && !char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('_' or '-'))
                return false;
        }
        return true;
    }

    /// <summary>An instance name: package id, <c>#</c>, number without leading zeros below 1,000.</summary>
    public static bool IsInstance(string text)
    {
        int hash = text.IndexOf('#');
        if (hash < 0 || !IsPackageId(text[..hash]))
            return false;
        string number = text[(hash + 1)..];
        return number.Length is > 0 and <= 3 && (number.Length == 1 || number[0] != '0') && IsAll(number, char.IsAsciiDigit);
    }

    /// <summary>A contract name: parts of lower-case letters, digits and hyphens, separated by dots; each begins with a
    /// letter.</summary>
    public static bool IsContractName(string text)
    {
        if (text.Length > ManifestLimits.MaxNameLength)
            return false;
        foreach (string part in text.Split('.'))
        {
            if (part.Length == 0 || !char.IsAsciiLetterLower(part[0]) || !IsAll(part, c => IsLowerOrDigit(c) || c == '-'))
                return false;
        }
        return true;
    }

    /// <summary>A memory block's name: lower-case letters, digits, hyphens.</summary>
    public static bool IsMemoryName(string text) =>
        text.Length is > 0 and <= 64 && IsAll(text, c => IsLowerOrDigit(c) || c == '-');

    /// <summary>A parameter name: a C# identifier in ASCII.</summary>
    public static bool IsParameter(string text) =>
        text.Length is > 0 and <= ManifestLimits.MaxNameLength && !char.IsAsciiDigit(text[0])
        && IsAll(text, c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>A type's full name: identifiers separated by dots.</summary>
    public static bool IsTypeName(string text)
    {
        if (text.Length > ManifestLimits.MaxNameLength)
            return false;
        foreach (string part in text.Split('.'))
        {
            if (!IsParameter(part))
                return false;
        }
        return true;
    }

    /// <summary>A SHA-256 value: 64 lower-case hexadecimal digits.</summary>
    public static bool IsSha256(string text) => text.Length == 64 && IsAll(text, char.IsAsciiHexDigitLower);

    private static bool IsLowerOrDigit(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);

    private static bool IsAll(string text, Func<char, bool> allowed)
    {
        foreach (char c in text)
        {
            if (!allowed(c))
                return false;
        }
        return true;
    }
}
