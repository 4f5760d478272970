namespace Singular.Channels.Testing;

/// <summary>A call that model and server have both carried out.</summary>
/// <param name="Member">The member.</param>
/// <param name="Arguments">What the server was given; arrays hold what it left in them.</param>
/// <param name="ModelArguments">What the model was given; arrays hold what it left in them.</param>
/// <param name="Expected">What the model gave.</param>
/// <param name="Actual">What the server gave.</param>
public sealed record ModelComparison(
    MemberDescription Member, IReadOnlyList<object?> Arguments, IReadOnlyList<object?> ModelArguments, Outcome Expected, Outcome Actual);
