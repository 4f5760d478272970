namespace Singular.Manifests;

/// <summary>What a policy decided about a driver, and why.</summary>
/// <param name="Placement">Where it runs.</param>
/// <param name="Rule">The rule that decided; null for the default.</param>
/// <param name="Options">What that rule says besides.</param>
/// <param name="Trace">Each rule that was tried, in order, and what became of it; the last one decided.</param>
public sealed record PolicyDecision(Placement Placement, PolicyRule? Rule, PolicyOptions Options, IReadOnlyList<string> Trace)
{
    /// <summary>The default: a package of a trusted signer runs in a process. All others were refused before a policy is
    /// asked.</summary>
    public const string DefaultText = "default: signed by a trusted signer -> process";

    /// <summary>The rule in words, with its line.</summary>
    public string RuleText => Rule is null ? DefaultText : $"line {Rule.Line}: {Rule}";

    public RestartRule Restart => Options.Restart ?? RestartRule.Default;
}
