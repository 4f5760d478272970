namespace Singular.Channels.Testing;

/// <summary>How a call ended for the one who made it.</summary>
public enum OutcomeKind
{
    /// <summary>With an answer, or a task that will have it.</summary>
    Returned,

    /// <summary>The boundary refused it: <see cref="ChannelProtocolException"/>.</summary>
    Refused,

    /// <summary>The server is not there: <see cref="ChannelClosedException"/>.</summary>
    Closed,

    /// <summary>The server died in it: <see cref="ChannelFaultException"/>.</summary>
    Fault,

    /// <summary>Another exception came out, which no boundary lets through; of a model, that it says nothing of the call.</summary>
    Threw,
}
