namespace Singular.Channels.Testing;

/// <summary>What happens in the middle of a call.</summary>
internal enum Death
{
    None,

    /// <summary>The server dies when the call has reached it, before it does anything.</summary>
    ServerBefore,

    /// <summary>The server dies when it has done its work, before it answers.</summary>
    ServerAfter,

    /// <summary>The client dies when the call has reached the server.</summary>
    ClientBefore,

    /// <summary>The client dies when the server has done its work.</summary>
    ClientAfter,
}

/// <summary>One step of a generated sequence.</summary>
internal abstract record Step;

/// <summary>A call. Whether it is legal follows from what happened before it.</summary>
/// <param name="Member">The member.</param>
/// <param name="Subject">Which of the endpoints of that contract, counted back from the newest; the root for the contract under test.</param>
/// <param name="Arguments">One for each parameter.</param>
/// <param name="Death">Who dies in it.</param>
internal sealed record CallStep(MemberDescription Member, int Subject, IReadOnlyList<Choice> Arguments, Death Death) : Step
{
    /// <summary>The arguments of a call that stands alone: nothing in them comes from a call before.</summary>
    internal object?[] Values() => [.. Arguments.Select(static choice => choice.Resolve([]))];
}

/// <summary>A call of the root that a second client makes, while the first is in none and can be called back.</summary>
/// <param name="Call">What it calls.</param>
internal sealed record OtherClientStep(CallStep Call) : Step;

/// <summary>Says which world all happens in; the first of a sequence counts.</summary>
/// <param name="Number">Number of the world.</param>
internal sealed record WorldStep(int Number) : Step;

/// <summary>The world around the server does something, e.g. a key is pressed.</summary>
/// <param name="Number">Which stimulus of the fixture, modulo their number.</param>
internal sealed record StimulusStep(int Number) : Step;

/// <summary>The server is ended between two calls and started again.</summary>
internal sealed record ServerDeathStep : Step;

/// <summary>The client is ended between two calls; another takes its place.</summary>
internal sealed record ClientDeathStep : Step;
