namespace Singular.Manifests;

/// <summary>What changed between two versions of a contract, and whether packages that were compiled against the old one go on working.</summary>
/// <remarks>
/// A minor version may add members, each marked with the version in which it came, and types that only those members name. Nothing else:
/// old servers and old clients are on the machine already, and neither can be asked. An old server has never heard of the new members; the
/// system answers in its place. A value added to an enum breaks: whoever gets it was compiled without it. Give the new value a member of
/// its own, or the contract another major version.
/// </remarks>
public sealed class ContractDifference
{
    private ContractDifference(ContractModel before, ContractModel after)
    {
        Before = before;
        After = after;
        Changes = [.. Identity(before, after), .. FactChanges(before, after), .. MemberChanges(before, after), .. TypeChanges(before, after)];
    }

    public ContractModel Before { get; }

    public ContractModel After { get; }

    /// <summary>All that differs; empty when the texts are the same.</summary>
    public IReadOnlyList<ContractChange> Changes { get; }

    /// <summary>True when whoever knows the old version may be bound to the new one.</summary>
    public bool IsCompatible => Changes.All(change => change.Breaks is null);

    /// <summary>Compares two versions.</summary>
    public static ContractDifference Between(ContractModel before, ContractModel after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new ContractDifference(before, after);
    }

    private static IEnumerable<ContractChange> Identity(ContractModel before, ContractModel after)
    {
        string Line(ContractModel model) => $"contract {model.Name} {model.Major}.{model.Minor}";
        if (before.Name != after.Name)
            yield return new ContractChange(Line(before), Line(after), "these are two contracts, not two versions of one");
        else if (before.Major != after.Major)
            yield return new ContractChange(Line(before), Line(after), "two major versions are two contracts; packages bind to the one they were compiled against");
        else if (before.Minor > after.Minor)
            yield return new ContractChange(Line(before), Line(after), "the second is the older one; exchange them");
        else if (before.Minor == after.Minor && !SameText(before, after))
            yield return new ContractChange(Line(before), Line(after), "the same version cannot have two texts; raise the minor version");
        else if (before.Minor != after.Minor)
            yield return new ContractChange(Line(before), Line(after), null);
        if (before.Interface != after.Interface)
            yield return new ContractChange($"interface {before.Interface}", $"interface {after.Interface}", "old packages refer to the interface by its old name");
    }

    private static bool SameText(ContractModel before, ContractModel after) =>
        before.Facts.SequenceEqual(after.Facts) && before.Types.SequenceEqual(after.Types)
        && before.Members.Select(member => member.Line).SequenceEqual(after.Members.Select(member => member.Line));

    private static IEnumerable<ContractChange> FactChanges(ContractModel before, ContractModel after)
    {
        foreach (string fact in before.Facts.Except(after.Facts))
        {
            string word = fact.Split(' ')[0];
            string? replaced = after.Facts.Except(before.Facts).FirstOrDefault(other => word != "extends" && other.StartsWith(word + " ", StringComparison.Ordinal));
            yield return new ContractChange(fact, replaced, Loss(word));
        }
        foreach (string fact in after.Facts.Except(before.Facts))
        {
            string word = fact.Split(' ')[0];
            if (word == "extends" || !before.Facts.Any(other => other.Split(' ')[0] == word))
                yield return new ContractChange(null, fact, Gain(word));
        }
    }

    private static string Loss(string fact) => fact switch
    {
        "concurrent" => "old clients rely on calls that run at the same time",
        "repeatable" => "old clients rely on the system to repeat what a dead server did not answer",
        "protocol" => "old servers and clients keep to the old states",
        "limit" => "an old server was written for the old time limit",
        _ => "old clients use the members that it brought",
    };

    private static string Gain(string fact) => fact switch
    {
        "concurrent" => "an old server does not expect calls at the same time",
        "repeatable" => "an old server does not expect a request twice",
        "protocol" => "old clients call in any order",
        "limit" => "an old server was written without this time limit",
        _ => "an old server does not have the members that it brings; add them to this contract",
    };

    private static IEnumerable<ContractChange> MemberChanges(ContractModel before, ContractModel after)
    {
        Dictionary<string, ContractMember> old = before.Members.ToDictionary(member => member.Signature, StringComparer.Ordinal);
        Dictionary<string, ContractMember> now = after.Members.ToDictionary(member => member.Signature, StringComparer.Ordinal);
        foreach (ContractMember member in before.Members)
        {
            if (!now.TryGetValue(member.Signature, out ContractMember? same))
                yield return new ContractChange(member.Line, Renamed(member, before, after)?.Line, "old clients call it; keep it and add another beside it");
            else if (same.Line != member.Line)
                yield return new ContractChange(member.Line, same.Line, "old servers and clients keep to what it said before");
        }
        foreach (ContractMember member in after.Members)
        {
            if (!old.ContainsKey(member.Signature) && before.Members.All(gone => Renamed(gone, before, after) != member))
                yield return new ContractChange(null, member.Line, Addition(member, before, after));
        }
    }

    /// <summary>What a new member breaks; null where a minor version may add it.</summary>
    private static string? Addition(ContractMember member, ContractModel before, ContractModel after)
    {
        if (before.Name != after.Name || before.Major != after.Major)
            return null;
        if (member.Since <= before.Minor || member.Since > after.Minor)
            return $"nothing says that it came after version {before.Major}.{before.Minor}; mark it with [Since({after.Minor})]";
        if (member.Ends && !before.Members.Any(old => old.Ends))
            return "old clients do not know that the endpoint has an end that they must call";
        return null;
    }

    /// <summary>The new member that stands where a member is gone: the only new one of its name.</summary>
    private static ContractMember? Renamed(ContractMember gone, ContractModel before, ContractModel after)
    {
        if (after.Members.Any(member => member.Signature == gone.Signature))
            return null;
        ContractMember[] fresh = [.. after.Members.Where(member => member.Name == gone.Name && before.Members.All(old => old.Signature != member.Signature))];
        return fresh.Length == 1 ? fresh[0] : null;
    }

    private static IEnumerable<ContractChange> TypeChanges(ContractModel before, ContractModel after)
    {
        Dictionary<string, string> now = after.Types.ToDictionary(ContractModel.TypeName, StringComparer.Ordinal);
        Dictionary<string, string> old = before.Types.ToDictionary(ContractModel.TypeName, StringComparer.Ordinal);
        foreach ((string name, string line) in old)
        {
            if (!now.TryGetValue(name, out string? same))
                yield return new ContractChange(line, null, "old packages refer to it");
            else if (same != line)
                yield return new ContractChange(line, same, Shape(line, same));
        }
        foreach ((string name, string line) in now)
        {
            if (!old.ContainsKey(name))
                yield return new ContractChange(null, line, null);
        }
    }

    private static string Shape(string before, string after) => (before.Split(' ')[0], after.Split(' ')[0]) switch
    {
        ("enum", "enum") => "an old receiver is given values that its enum does not define, or is not given those it waits for",
        ("struct", "struct") => "old packages were compiled for the old layout; give the new values a struct and a member of their own",
        _ => "old packages know it as something else",
    };
}
