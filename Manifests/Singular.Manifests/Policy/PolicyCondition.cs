namespace Singular.Manifests;

/// <summary>One <c>key=value</c> of a rule. Several values, separated by commas, are alternatives.</summary>
/// <param name="Kind">The key.</param>
/// <param name="Text">The value as it was written.</param>
public sealed record PolicyCondition(PolicyConditionKind Kind, string Text)
{
    /// <summary>True when every alternative is formed as its kind wants it.</summary>
    public bool IsFormed => Text.Length > 0 && Text.Split(',').All(value => Kind switch
    {
        PolicyConditionKind.Version => VersionRange.TryParse(value, out _),
        PolicyConditionKind.Capability => PolicyCapabilities.All.Contains(value),
        PolicyConditionKind.Verified => value is "yes" or "no",
        PolicyConditionKind.Signer => Fingerprint.TryParse(value, out _) || NamePattern.TryParse(value, out _),
        _ => NamePattern.TryParse(value, out _),
    });

    public bool Matches(PolicySubject subject) => Text.Split(',').Any(value => Kind switch
    {
        PolicyConditionKind.Signer => (Fingerprint.TryParse(value, out Fingerprint print) && print == subject.SignerFingerprint) || MatchesName(value, subject.SignerName),
        PolicyConditionKind.Package => MatchesName(value, subject.Manifest.Id),
        PolicyConditionKind.Version => VersionRange.TryParse(value, out VersionRange range) && range.Contains(subject.Manifest.Version),
        PolicyConditionKind.Instance => MatchesName(value, subject.Instance),
        PolicyConditionKind.Contract => MatchesName(value, subject.Manifest.Provides.Name),
        PolicyConditionKind.Capability => subject.Capabilities.Contains(value),
        PolicyConditionKind.Verified => (value == "yes") == subject.IsVerified,
        _ => false,
    });

    /// <summary>The condition as a rule writes it.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}={Text}";

    private static bool MatchesName(string value, string name) => NamePattern.TryParse(value, out NamePattern pattern) && pattern.Matches(name);
}
