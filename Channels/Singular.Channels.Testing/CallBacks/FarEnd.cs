namespace Singular.Channels.Testing;

/// <summary>What becomes of the far side of an endpoint that a client hands over: of one that it was given itself, by somebody who may die.</summary>
public enum FarEnd
{
    /// <summary>It is the client's own and answers as long as the client lives.</summary>
    Answers,

    /// <summary>It is gone when the call that handed the endpoint over is over: whoever calls it is told so.</summary>
    IsGone,

    /// <summary>It dies in the first call.</summary>
    DiesWhenCalled,
}
