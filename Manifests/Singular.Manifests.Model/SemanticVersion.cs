using System.Globalization;

namespace Singular.Manifests;

/// <summary>A version after "Semantic Versioning 2.0.0", without build metadata: <c>major.minor.patch[-prerelease]</c>.</summary>
/// <remarks>Orders as section 11 of that document says. <c>default</c> is 0.0.0.</remarks>
public readonly struct SemanticVersion : IComparable<SemanticVersion>, IEquatable<SemanticVersion>
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 64;

    private readonly string? _prerelease;

    private SemanticVersion(int major, int minor, int patch, string prerelease)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        _prerelease = prerelease;
    }

    public int Major { get; }

    public int Minor { get; }

    public int Patch { get; }

    /// <summary>The dot-separated identifiers behind the hyphen; empty for a release.</summary>
    public string Prerelease => _prerelease ?? "";

    /// <summary>Reads the canonical form: three numbers without leading zeros and optional prerelease identifiers.</summary>
    /// <returns>False for anything else, build metadata included.</returns>
    public static bool TryParse(string? text, out SemanticVersion version)
    {
        version = default;
        if (text is null || text.Length > MaxLength)
            return false;
        int hyphen = text.IndexOf('-');
        string prerelease = hyphen < 0 ? "" : text[(hyphen + 1)..];
        string[] numbers = (hyphen < 0 ? text : text[..hyphen]).Split('.');
        if (numbers.Length != 3 || (hyphen >= 0 && !ArePrereleaseIdentifiers(prerelease)))
            return false;
        if (!TryNumber(numbers[0], out int major) || !TryNumber(numbers[1], out int minor) || !TryNumber(numbers[2], out int patch))
            return false;
        version = new SemanticVersion(major, minor, patch, prerelease);
        return true;
    }

    public int CompareTo(SemanticVersion other)
    {
        int order = Major.CompareTo(other.Major);
        if (order == 0)
            order = Minor.CompareTo(other.Minor);
        if (order == 0)
            order = Patch.CompareTo(other.Patch);
        return order != 0 ? order : ComparePrerelease(Prerelease, other.Prerelease);
    }

    public bool Equals(SemanticVersion other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is SemanticVersion other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Major, Minor, Patch, string.GetHashCode(Prerelease, StringComparison.Ordinal));

    public override string ToString()
    {
        string numbers = string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");
        return Prerelease.Length == 0 ? numbers : $"{numbers}-{Prerelease}";
    }

    public static bool operator ==(SemanticVersion left, SemanticVersion right) => left.Equals(right);

    public static bool operator !=(SemanticVersion left, SemanticVersion right) => !left.Equals(right);

    public static bool operator <(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) >= 0;

    private static bool TryNumber(string text, out int number)
    {
        number = 0;
        bool isCanonical = text.Length is > 0 and <= 9 && (text.Length == 1 || text[0] != '0');
        return isCanonical && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool ArePrereleaseIdentifiers(string text)
    {
        foreach (string identifier in text.Split('.'))
        {
            if (identifier.Length == 0)
                return false;
            foreach (char c in identifier)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                    return false;
            }
            if (IsNumeric(identifier) && identifier.Length > 1 && identifier[0] == '0')
                return false;
        }
        return true;
    }

    private static int ComparePrerelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
            return (left.Length == 0).CompareTo(right.Length == 0);
        string[] a = left.Split('.');
        string[] b = right.Split('.');
        for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            int order = CompareIdentifier(a[i], b[i]);
            if (order != 0)
                return order;
        }
        return a.Length.CompareTo(b.Length);
    }

    // Numbers compare as numbers and come before words; without leading zeros a longer number is a larger one.
    private static int CompareIdentifier(string left, string right)
    {
        bool isLeftNumber = IsNumeric(left);
        bool isRightNumber = IsNumeric(right);
        if (isLeftNumber != isRightNumber)
            return isLeftNumber ? -1 : 1;
        if (isLeftNumber && left.Length != right.Length)
            return left.Length.CompareTo(right.Length);
        return string.CompareOrdinal(left, right);
    }

    private static bool IsNumeric(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
        }
        return true;
    }
}
