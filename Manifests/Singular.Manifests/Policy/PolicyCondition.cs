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
        PolicyConditionKind.Countersigned => MatchesVoucher(value, subject.Countersigner),
        PolicyConditionKind.Attested => MatchesVoucher(value, subject.Attester),
        _ => false,
    });

    /// <summary>True when this certainly holds wherever <paramref name="other"/> does: each of the other's alternatives is one
    /// of these, or a name that one of these patterns matches. False where that cannot be told.</summary>
    public bool Covers(PolicyCondition other) => other.Kind == Kind && other.Text.Split(',').All(narrow => Text.Split(',').Any(wide => CoversOne(wide, narrow)));

    /// <summary>The condition as a rule writes it.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}={Text}";

    private bool CoversOne(string wide, string narrow)
    {
        if (wide == narrow)
            return true;
        bool isName = Kind is PolicyConditionKind.Signer or PolicyConditionKind.Package or PolicyConditionKind.Instance or PolicyConditionKind.Contract;
        bool isNarrowExact = NamePattern.TryParse(narrow, out NamePattern pattern) && pattern.IsExact;
        // "no" is none either, and somebody's name implies that there is one.
        if (Kind is PolicyConditionKind.Countersigned or PolicyConditionKind.Attested)
            return narrow != "no" && (wide == "yes" || (wide != "no" && narrow != "yes" && isNarrowExact && MatchesName(wide, narrow)));
        // A fingerprint is no name: only * is sure to match the name of whoever has it.
        if (Kind == PolicyConditionKind.Signer && Fingerprint.TryParse(narrow, out _))
            return wide == "*";
        return isName && (wide == "*" || (isNarrowExact && MatchesName(wide, narrow)));
    }

    // Whoever vouches besides the signer: empty where nobody does.
    private static bool MatchesVoucher(string value, string voucher) => value switch
    {
        "yes" => voucher.Length > 0,
        "no" => voucher.Length == 0,
        _ => MatchesName(value, voucher),
    };

    private static bool MatchesName(string value, string name) => NamePattern.TryParse(value, out NamePattern pattern) && pattern.Matches(name);
}
