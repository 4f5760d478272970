namespace Singular.Manifests;

/// <summary>A rule that can never decide.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="HiddenBy">A rule above it that matches whatever it matches.</param>
public sealed record PolicyShadow(PolicyRule Rule, PolicyRule HiddenBy)
{
    public override string ToString() => $"line {Rule.Line}: {Rule}: never decides, line {HiddenBy.Line} matches all that it matches: {HiddenBy}";
}
