namespace Singular.Manifests;

/// <summary>A rule: conditions that must all hold, and what is decided then.</summary>
/// <param name="Line">Number of its line, from 1.</param>
/// <param name="Conditions">At least one, each kind once.</param>
/// <param name="Placement">The decision.</param>
/// <param name="Options">What else the rule says.</param>
public sealed record PolicyRule(int Line, IReadOnlyList<PolicyCondition> Conditions, Placement Placement, PolicyOptions Options)
{
    /// <summary>True when the rule is about this package name and no other.</summary>
    public bool IsExactlyFor(string packageId) =>
        Conditions.Any(condition => condition.Kind == PolicyConditionKind.Package && condition.Text == packageId)
        && Conditions.All(condition => condition.Kind is PolicyConditionKind.Package or PolicyConditionKind.Signer);

    /// <summary>The first condition that does not hold; null when the rule matches.</summary>
    public PolicyCondition? FirstMismatch(PolicySubject subject) => Conditions.FirstOrDefault(condition => !condition.Matches(subject));

    /// <summary>The rule as the policy writes it.</summary>
    public override string ToString() => $"{string.Join(' ', Conditions)} -> {Placement.ToName()}{Options}";
}
