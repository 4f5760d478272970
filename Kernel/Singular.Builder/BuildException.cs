using System.Text;

namespace Singular.Builder;

/// <summary>A step of a build refused its input or could not be done. Nothing was left half written.</summary>
/// <remarks><see cref="Exception.Message"/> is the whole report in words; the parts are there for machines.</remarks>
public sealed class BuildException : Exception
{
    /// <param name="code">What kind of refusal.</param>
    /// <param name="place">Assembly, member or file that it is about.</param>
    /// <param name="found">What was there, as one clause without a full stop.</param>
    /// <param name="expected">What should have been there.</param>
    /// <param name="remedy">What the person can do.</param>
    /// <param name="details">Lines that belong below the message: a list of members, the first lines of a tool's output.</param>
    public BuildException(
        BuildCode code, string place, string found, string expected, string remedy, IReadOnlyList<string>? details = null)
        : base(Describe(code, place, found, expected, remedy, details ?? []))
    {
        Code = code;
        Place = place;
        Found = found;
        Expected = expected;
        Remedy = remedy;
        Details = details ?? [];
    }

    public BuildCode Code { get; }

    /// <summary>Assembly, member or file that the refusal is about.</summary>
    public string Place { get; }

    public string Found { get; }

    public string Expected { get; }

    public string Remedy { get; }

    /// <summary>Every finding, where there is more than one, or what a tool printed. May be empty.</summary>
    public IReadOnlyList<string> Details { get; }

    private static string Describe(
        BuildCode code, string place, string found, string expected, string remedy, IReadOnlyList<string> details)
    {
        var text = new StringBuilder($"{code}: {place}: {found}; expected {expected}. {remedy}");
        foreach (string line in details)
            text.Append('\n').Append("  ").Append(line);
        return text.ToString();
    }
}
