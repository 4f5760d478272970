using System.Globalization;

namespace Singular.Manifests;

/// <summary>A contract's canonical text, taken apart. See <see cref="ContractText"/> for its form.</summary>
public sealed class ContractModel
{
    /// <summary>Longest text that is read, in characters; the largest contract of the system has some 2,000.</summary>
    public const int MaxLength = 256 * 1024;

    private readonly List<string> _facts = [];
    private readonly List<ContractMember> _members = [];
    private readonly List<string> _types = [];

    private ContractModel(string text)
    {
        string[] lines = text.Split('\n');
        string[] head = lines[0].Split(' ');
        if (text.Length > MaxLength || lines.Length < 3 || lines[^1].Length != 0 || head.Length != 3 || head[0] != "contract" || !NameRules.IsContractName(head[1]))
            throw Invalid(lines[0], "a text that begins with 'contract NAME MAJOR.MINOR' and ends with a line feed was expected");
        Name = head[1];
        string[] version = head[2].Split('.');
        if (version.Length != 2 || !TryNumber(version[0], out int major) || !TryNumber(version[1], out int minor) || major == 0)
            throw Invalid(lines[0], $"'{head[2]}' is no version; MAJOR.MINOR was expected");
        (Major, Minor) = (major, minor);
        foreach (string line in lines[1..^1])
            Read(line);
        if (_members.DistinctBy(member => member.Signature).Count() != _members.Count || _types.DistinctBy(TypeName).Count() != _types.Count)
            throw Invalid(Name, "a member or a type stands there twice");
        if (Interface.Length == 0)
            throw Invalid(Name, "the line 'interface NAME' is missing");
    }

    public string Name { get; }

    public int Major { get; }

    public int Minor { get; }

    /// <summary>Full name of the interface.</summary>
    public string Interface { get; private set; } = "";

    /// <summary>The states of its protocol, the initial one first; empty where it has none.</summary>
    public IReadOnlyList<string> States { get; private set; } = [];

    /// <summary>What holds for all members, a line each: <c>concurrent</c>, <c>protocol …</c>, <c>repeatable</c>, <c>limit MS</c>, <c>extends …</c>.</summary>
    public IReadOnlyList<string> Facts => _facts;

    public IReadOnlyList<ContractMember> Members => _members;

    /// <summary>The enums, structs and endpoints that its members name, a line each.</summary>
    public IReadOnlyList<string> Types => _types;

    /// <summary>Takes a text apart.</summary>
    /// <exception cref="RefusedException"><c>ContractInvalid</c>: it is no canonical text of a contract.</exception>
    public static ContractModel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ContractModel(text);
    }

    /// <summary>The full name of the type that one of <see cref="Types"/> is about.</summary>
    public static string TypeName(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.StartsWith("uses ", StringComparison.Ordinal) ? line.Split(" as ")[^1] : line.Split(' ').ElementAtOrDefault(1) ?? "";
    }

    private void Read(string line)
    {
        switch (line.Split(' ', 2)[0])
        {
            case "interface":
                Interface = line.Split(' ', 2).ElementAtOrDefault(1) ?? "";
                break;
            case "call":
                _members.Add(Member(line));
                break;
            case "enum" or "struct" or "uses":
                _types.Add(line);
                break;
            case "protocol":
                States = line.Split(' ')[1..];
                _facts.Add(line);
                break;
            case "concurrent" or "repeatable" or "limit" or "extends":
                _facts.Add(line);
                break;
            default:
                throw Invalid(line, "a line that no canonical text has");
        }
    }

    // call NAME(TYPES) -> RESULT [ends] [repeatable] [limit MS] [since MINOR] [when A|B [then C] [then-on-failure D]]; only the result may hold
    // blanks, inside angle brackets.
    private static ContractMember Member(string line)
    {
        int open = line.IndexOf('(', StringComparison.Ordinal);
        int arrow = line.IndexOf(") -> ", StringComparison.Ordinal);
        if (open <= "call ".Length || arrow < open)
            throw Invalid(line, "a line 'call NAME(TYPES) -> RESULT' was expected");
        int end = EndOfResult(line, arrow + ") -> ".Length);
        string name = line["call ".Length..open];
        var member = new ContractMember(name, line["call ".Length..end], line);
        string[] words = line[end..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            string Next() => ++i < words.Length ? words[i] : throw Invalid(line, $"nothing stands behind '{words[i - 1]}'");
            member = words[i] switch
            {
                "ends" => member with { Ends = true },
                "repeatable" => member,
                "limit" when TryNumber(Next(), out _) => member,
                "since" when TryNumber(Next(), out int since) => member with { Since = since },
                "when" => member with { When = Next().Split('|') },
                "then" => member with { Then = Next() },
                "then-on-failure" => member with { ThenOnFailure = Next() },
                _ => throw Invalid(line, $"'{words[i]}' is no fact about a member"),
            };
        }

        return member;
    }

    private static int EndOfResult(string line, int start)
    {
        int depth = 0;
        for (int i = start; i < line.Length; i++)
        {
            depth += line[i] switch { '<' => 1, '>' => -1, _ => 0 };
            if (depth == 0 && line[i] == ' ')
                return i;
        }

        return line.Length;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static RefusedException Invalid(string where, string what) => new(
        RefusalCode.ContractInvalid, where, what, "make the text with 'singular contract show'");
}
