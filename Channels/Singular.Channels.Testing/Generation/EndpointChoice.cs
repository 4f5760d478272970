namespace Singular.Channels.Testing;

/// <summary>An endpoint that the client makes and hands over.</summary>
/// <param name="Contract">Its contract.</param>
/// <param name="Seed">What its answers follow from.</param>
/// <param name="FarEnd">What becomes of its far side.</param>
internal sealed record EndpointChoice(Type Contract, int Seed, FarEnd FarEnd) : Choice
{
    /// <summary>The same call with endpoints whose far sides live: who was told that one is dead needs not end the endpoint.</summary>
    internal static CallStep Living(CallStep call) =>
        call with { Arguments = [.. call.Arguments.Select(choice => choice is EndpointChoice endpoint ? endpoint with { FarEnd = FarEnd.Answers } : choice)] };

    internal override object Resolve(IReadOnlyList<long> learned) => this;

    internal override IEnumerable<Choice> Shrink()
    {
        if (FarEnd != FarEnd.Answers)
            yield return this with { FarEnd = FarEnd.Answers };
        if (Seed > 1)
            yield return this with { Seed = 1 };
    }

    /// <summary>As C#: how a scenario makes it.</summary>
    public override string ToString() => $"scenario.Endpoint<{Contract.Name}>({Seed}{(FarEnd == FarEnd.Answers ? "" : $", {nameof(Testing.FarEnd)}.{FarEnd}")})";
}
