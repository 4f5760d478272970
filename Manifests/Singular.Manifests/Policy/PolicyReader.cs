using System.Globalization;

namespace Singular.Manifests;

/// <summary>Reads a policy's lines.</summary>
internal sealed class PolicyReader(string where)
{
    /// <summary>Characters of a line: a rule's text goes into the image record and must fit there.</summary>
    private const int MaxLineLength = 2_000;

    public List<PolicyRule> Rules { get; } = [];

    public List<PolicyBind> Binds { get; } = [];

    public void Read(string line, int number)
    {
        if (line.Length > MaxLineLength)
            throw new RefusedException(RefusalCode.PolicyInvalid, $"{where}:{number}:{MaxLineLength + 1}", $"the line has {line.Length} characters, at most {MaxLineLength} are read", "split the rule");
        var words = new LineWords(line, where, number);
        if (words.IsEmpty)
            return;
        if (words.Current == "bind")
            Binds.Add(ReadBind(words, number));
        else
            Rules.Add(ReadRule(words, number));
    }

    /// <summary>A rule with options changed.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="changes">Options as a rule writes them.</param>
    /// <exception cref="RefusedException"><c>PolicyInvalid</c>.</exception>
    public static PolicyRule WithOptions(PolicyRule rule, IReadOnlyList<string> changes)
    {
        PolicyOptions options = rule.Options;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string change in changes)
        {
            var words = new LineWords(change, "option", 1);
            if (words.IsEmpty)
                throw new RefusedException(RefusalCode.PolicyInvalid, "option", "an option is empty", "write e.g. memory=64MiB");
            options = ReadOption(words, options, rule.Placement, seen);
            words.End();
        }
        return rule with { Options = options };
    }

    private PolicyBind ReadBind(LineWords words, int number)
    {
        words.Next("DRIVER.PARAMETER");
        string left = words.Current;
        int dot = left.LastIndexOf('.');
        string driver = dot < 0 ? "" : left[..dot];
        if ((!NameRules.IsPackageId(driver) && !NameRules.IsInstance(driver)) || !NameRules.IsParameter(left[(dot + 1)..]))
            throw words.Invalid("expected DRIVER.PARAMETER, e.g. FatFileSystem.disk");
        words.Next("=");
        if (words.Current != "=")
            throw words.Invalid("expected =");
        words.Next("an instance, e.g. RamDisk#0");
        if (!NameRules.IsInstance(words.Current))
            throw words.Invalid("expected an instance, e.g. RamDisk#0");
        var bind = new PolicyBind(number, driver, left[(dot + 1)..], words.Current);
        words.End();
        if (Binds.Any(other => other.Driver == bind.Driver && other.Parameter == bind.Parameter))
            throw words.Invalid("a line above binds the same import");
        return bind;
    }

    private static PolicyRule ReadRule(LineWords words, int number)
    {
        var conditions = new List<PolicyCondition>();
        while (words.Current != "->")
        {
            PolicyCondition condition = ReadCondition(words);
            if (conditions.Any(other => other.Kind == condition.Kind))
                throw words.Invalid("the rule has this condition already; write alternatives with a comma");
            conditions.Add(condition);
            words.Next("-> and a placement");
        }
        if (conditions.Count == 0)
            throw words.Invalid("a rule begins with a condition, e.g. package=*");
        words.Next("kernel, process or deny");
        if (!PlacementNames.TryParse(words.Current, out Placement placement))
            throw words.Invalid("expected kernel, process or deny");
        PolicyOptions options = PolicyOptions.None;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (words.TryNext())
            options = ReadOption(words, options, placement, seen);
        return new PolicyRule(number, conditions, placement, options);
    }

    private static PolicyCondition ReadCondition(LineWords words)
    {
        int equals = words.Current.IndexOf('=');
        string key = equals < 0 ? words.Current : words.Current[..equals];
        foreach (PolicyConditionKind kind in Enum.GetValues<PolicyConditionKind>())
        {
            if (kind.ToString().ToLowerInvariant() != key || equals < 0)
                continue;
            var condition = new PolicyCondition(kind, words.Current[(equals + 1)..]);
            return condition.IsFormed ? condition : throw words.Invalid($"the value of {key} is not formed as it must be");
        }
        throw words.Invalid("expected a condition (signer=, package=, version=, instance=, contract=, capability=, verified=, countersigned=, attested=), bind, or ->");
    }

    private static PolicyOptions ReadOption(LineWords words, PolicyOptions options, Placement placement, HashSet<string> seen)
    {
        int equals = words.Current.IndexOf('=');
        string key = equals < 0 ? words.Current : words.Current[..equals];
        string value = words.Current[(equals + 1)..];
        if (!seen.Add(key))
            throw words.Invalid($"the rule has {key} already");
        if (placement == Placement.Deny)
            throw words.Invalid("a rule that denies takes no options");
        switch (key)
        {
            case "restart" when TryRestart(value, out RestartRule restart):
                return options with { Restart = restart };
            case "demote" when placement != Placement.Kernel:
                throw words.Invalid("only a driver in the kernel can be demoted to a process");
            case "demote" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int faults) && faults is >= 1 and <= DriverRecord.MaxDemoteAfter:
                return options with { DemoteAfter = faults };
            case "memory" when ByteSizes.TryParse(value, out long bytes):
                return options with { MemoryBytes = bytes };
            case "work" when TryNumber(value, "ms", DriverBudget.MaxWorkMilliseconds, out int milliseconds):
                return options with { WorkMilliseconds = milliseconds };
            case "processor" when placement != Placement.Process:
                throw words.Invalid("only what a process uses of a processor is known; in the kernel use work=20ms");
            case "processor" when TryNumber(value, "%", DriverRecord.MaxProcessorPercent, out int percent):
                return options with { ProcessorPercent = percent };
            case "ports" when TryList(value, out List<PortSpan> ports, (string text, out PortSpan span) => PortSpan.TryParse(text, out span)):
                return options with { Ports = ports };
            case "interrupts" when TryList(value, out List<int> lines, TryLine):
                return options with { Interrupts = lines };
            case "grant" when value == PolicyCapabilities.Machine:
                return options with { GrantsMachine = true };
            case "waive" when value == "verification" && placement == Placement.Process:
                return options with { WaivesVerification = true };
            case "waive" when value == "verification":
                throw words.Invalid("verification can be waived for process placement only");
            default:
                throw words.Invalid("expected restart=5/60s or restart=never, demote=3, memory=64MiB, work=20ms, processor=25%, ports=0x300-0x31F or ports=none, interrupts=1,12 or interrupts=none, grant=machine, waive=verification");
        }
    }

    private static bool TryNumber(string text, string unit, int most, out int number)
    {
        number = 0;
        return text.EndsWith(unit, StringComparison.Ordinal)
            && int.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most;
    }

    private delegate bool Parse<T>(string text, out T value);

    private static bool TryList<T>(string text, out List<T> values, Parse<T> parse)
    {
        values = [];
        if (text == PolicyOptions.Nothing)
            return true;
        foreach (string word in text.Split(','))
        {
            if (!parse(word, out T value))
                return false;
            values.Add(value);
        }
        return true;
    }

    // The two 8259 controllers have 15 lines besides the one that connects them.
    private static bool TryLine(string text, out int line) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out line) && line <= 15;

    private static bool TryRestart(string text, out RestartRule rule)
    {
        rule = RestartRule.Never;
        if (text == "never")
            return true;
        int slash = text.IndexOf('/');
        if (slash < 0 || text.Length < slash + 3)
            return false;
        int factor = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, _ => 0 };
        bool isNumbers = int.TryParse(text[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            & int.TryParse(text[(slash + 1)..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int window);
        long seconds = (long)window * factor;
        rule = new RestartRule(count, (int)Math.Min(seconds, int.MaxValue));
        return isNumbers && count is >= 1 and <= RestartRule.MaxCount && seconds is >= 1 and <= RestartRule.MaxWindowSeconds;
    }
}
