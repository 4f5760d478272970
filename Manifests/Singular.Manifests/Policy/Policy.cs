namespace Singular.Manifests;

/// <summary>The owner's decisions: the file <c>policy</c> of a root.</summary>
/// <remarks>
/// One rule for each line; <c>#</c> at the start of a word begins a comment. The first rule whose conditions all hold
/// decides; where none does, a package of a trusted signer runs in a process.
/// <code>
/// CONDITION… -&gt; kernel|process|deny OPTION…
/// bind DRIVER.PARAMETER = INSTANCE
/// </code>
/// Conditions: <c>signer= package= version= instance= contract= capability= verified=
/// countersigned= attested=</c>, alternatives separated by commas,
/// names with <c>*</c>. Options: <c>restart=5/60s</c>, <c>restart=never</c>, <c>demote=3</c>, <c>memory=64MiB</c>,
/// <c>work=20ms</c>, <c>processor=25%</c>, <c>ports=0x300-0x31F</c>,
/// <c>interrupts=1,12</c>, <c>grant=machine</c>, <c>waive=verification</c>. Immutable: a change gives a new policy.
/// </remarks>
public sealed class Policy
{
    private readonly List<string> _lines;
    private readonly string _where;

    private Policy(IEnumerable<string> lines, string where)
    {
        _where = where;
        _lines = [.. lines];
        var reader = new PolicyReader(where);
        for (int i = 0; i < _lines.Count; i++)
            reader.Read(_lines[i], i + 1);
        Rules = reader.Rules;
        Binds = reader.Binds;
    }

    public IReadOnlyList<PolicyRule> Rules { get; }

    public IReadOnlyList<PolicyBind> Binds { get; }

    /// <summary>The file's text, comments kept.</summary>
    public string Text => string.Concat(_lines.Select(line => line + "\n"));

    /// <exception cref="RefusedException"><c>PolicyInvalid</c> with line and column, or why the file cannot be read.</exception>
    public static Policy Load(string path) => new(TextFiles.Lines(TextFiles.Read(path, RefusalCode.PolicyInvalid)), path);

    /// <exception cref="RefusedException"><c>PolicyInvalid</c> with line and column.</exception>
    public static Policy Parse(string text, string where) => new(TextFiles.Lines(text), where);

    /// <summary>Decides about a driver whose signer is trusted.</summary>
    public PolicyDecision Decide(PolicySubject subject)
    {
        var trace = new List<string>();
        foreach (PolicyRule rule in Rules)
        {
            if (rule.FirstMismatch(subject) is { } mismatch)
            {
                trace.Add($"line {rule.Line}: {rule}: no, {mismatch} does not hold");
                continue;
            }
            trace.Add($"line {rule.Line}: {rule}: decides");
            return new PolicyDecision(rule.Placement, rule, rule.Options, trace);
        }
        trace.Add($"{PolicyDecision.DefaultText}: decides");
        return new PolicyDecision(Placement.Process, null, PolicyOptions.None, trace);
    }

    /// <summary>Finds rules that can never decide because one above matches all that they match.</summary>
    public IReadOnlyList<PolicyShadow> FindShadows()
    {
        var shadows = new List<PolicyShadow>();
        for (int i = 1; i < Rules.Count; i++)
        {
            PolicyRule rule = Rules[i];
            PolicyRule? hiding = Rules.Take(i).FirstOrDefault(above => above.Conditions.All(wide => rule.Conditions.Any(wide.Covers)));
            if (hiding is not null)
                shadows.Add(new PolicyShadow(rule, hiding));
        }
        return shadows;
    }

    /// <summary>Checks what a driver asks for against the rule that decided.</summary>
    /// <returns>What it asks for and does not get; empty when all is granted or the driver is denied.</returns>
    public static IReadOnlyList<Refusal> CheckGrants(PolicySubject subject, PolicyDecision decision)
    {
        if (decision.Placement == Placement.Deny)
            return [];
        var refusals = new List<Refusal>();
        foreach (PortRange ports in subject.Manifest.Ports)
        {
            if (!decision.Options.GrantsMachine && DangerousPorts.Find(ports) is { } danger)
            {
                refusals.Add(new Refusal(RefusalCode.GrantMissing, $"{subject.Instance}, parameter {ports.Parameter}", $"asks for ports {ports}, which reach {danger}",
                    $"if it may own the machine, put a rule on top of the policy: package={subject.Manifest.Id} -> {decision.Placement.ToName()} grant=machine"));
            }
        }
        if (decision.Options.Ports is { } allowed)
        {
            refusals.AddRange(subject.Manifest.Ports.Where(ports => !PortSpan.Cover(allowed, ports)).Select(ports => new Refusal(RefusalCode.PortCeilingExceeded,
                $"{subject.Instance}, parameter {ports.Parameter}", $"asks for ports {ports}, the rule allows {(allowed.Count == 0 ? "none" : string.Join(", ", allowed))}", $"widen ports= in {decision.RuleText}")));
        }
        if (decision.Options.Interrupts is { } lines)
        {
            refusals.AddRange(subject.Manifest.Interrupts.Where(interrupt => !lines.Contains(interrupt.Line)).Select(interrupt => new Refusal(RefusalCode.InterruptCeilingExceeded,
                $"{subject.Instance}, parameter {interrupt.Parameter}", $"asks for interrupt line {interrupt.Line}, the rule allows {(lines.Count == 0 ? "none" : string.Join(", ", lines))}", $"widen interrupts= in {decision.RuleText}")));
        }
        long asked = subject.Manifest.Memory.Sum(memory => memory.Bytes) + subject.Manifest.Budget.MemoryBytes;
        if (decision.Options.MemoryBytes is { } ceiling && asked > ceiling)
        {
            refusals.Add(new Refusal(RefusalCode.MemoryCeilingExceeded, subject.Instance, $"asks for {ByteSizes.ToText(asked)}, the rule allows {ByteSizes.ToText(ceiling)}",
                $"raise the ceiling in {decision.RuleText}"));
        }
        if (decision.Options.WorkMilliseconds is { } longest && subject.Manifest.Budget.WorkMilliseconds > longest)
        {
            refusals.Add(new Refusal(RefusalCode.WorkCeilingExceeded, subject.Instance, $"states that a piece of its work takes up to {subject.Manifest.Budget.WorkMilliseconds} ms, the rule allows {longest} ms",
                $"raise work= in {decision.RuleText}"));
        }
        return refusals;
    }

    /// <summary>Makes a driver's placement an explicit choice: replaces the rule for exactly this package name where it
    /// decides already, otherwise puts one on top.</summary>
    /// <param name="packageId">The package.</param>
    /// <param name="placement">Where it is to run.</param>
    /// <param name="installed">The installed driver, whose deciding rule gives the new one its signer condition and its
    /// options, so that moving a driver neither takes a grant away nor widens one; null where it is not installed.</param>
    /// <param name="options">Options as a rule writes them, e.g. <c>memory=64MiB</c>; each takes the place of the one that the
    /// deciding rule has.</param>
    /// <returns>The changed policy and the lines that differ.</returns>
    /// <exception cref="RefusedException"><c>PolicyInvalid</c>.</exception>
    public PolicyDifference Set(string packageId, Placement placement, PolicySubject? installed, params IReadOnlyList<string> options)
    {
        if (!NameRules.IsPackageId(packageId))
            throw new RefusedException(RefusalCode.PolicyInvalid, packageId, "this is no package name", "see singular list");
        PolicyRule? old = Rules.FirstOrDefault(rule => rule.IsExactlyFor(packageId));
        PolicyRule? model = installed is null ? old : Decide(installed).Rule;
        string line = Rule(packageId, placement, model, options);
        List<string> lines = [.. _lines];
        int top = Rules.Count == 0 ? lines.Count : Rules[0].Line - 1;
        // In its place where nothing above it can match this package; else on top.
        bool isReachable = old is not null && Rules.TakeWhile(rule => rule != old).All(rule => IsForOtherPackage(rule, packageId));
        var removed = new List<string>();
        if (old is not null)
        {
            removed.Add(_lines[old.Line - 1]);
            lines.RemoveAt(old.Line - 1);
        }
        lines.Insert(isReachable ? old!.Line - 1 : top, line);
        return removed.Contains(line) && isReachable
            ? new PolicyDifference(this, [], [])
            : new PolicyDifference(new Policy(lines, _where), removed, [line]);
    }

    /// <summary>Takes the rule for exactly this package name away.</summary>
    public PolicyDifference Unset(string packageId)
    {
        PolicyRule? old = Rules.FirstOrDefault(rule => rule.IsExactlyFor(packageId));
        if (old is null)
            return new PolicyDifference(this, [], []);
        List<string> lines = [.. _lines];
        lines.RemoveAt(old.Line - 1);
        return new PolicyDifference(new Policy(lines, _where), [_lines[old.Line - 1]], []);
    }

    private static string Rule(string packageId, Placement placement, PolicyRule? model, IReadOnlyList<string> changes)
    {
        var conditions = new List<PolicyCondition>();
        if (model?.Conditions.FirstOrDefault(condition => condition.Kind == PolicyConditionKind.Signer) is { } signer)
            conditions.Add(signer);
        conditions.Add(new PolicyCondition(PolicyConditionKind.Package, packageId));
        PolicyOptions options = placement == Placement.Deny ? PolicyOptions.None : model?.Options ?? PolicyOptions.None;
        options = placement == Placement.Kernel ? options with { WaivesVerification = false, ProcessorPercent = null } : options with { DemoteAfter = null };
        return PolicyReader.WithOptions(new PolicyRule(0, conditions, placement, options), changes).ToString();
    }

    private static bool IsForOtherPackage(PolicyRule rule, string packageId) =>
        rule.Conditions.FirstOrDefault(condition => condition.Kind == PolicyConditionKind.Package) is { } package
        && !package.Text.Split(',').Any(value => NamePattern.TryParse(value, out NamePattern pattern) && pattern.Matches(packageId));
}
