namespace Singular.Channels.Runtime;

/// <summary>Takes the requests for one object apart and calls it. The generated class knows the contract.</summary>
public abstract class ServerEndpoint
{
    /// <param name="target">What to call; a boundary, so that the rules of the contract are kept whatever the client sends.</param>
    /// <exception cref="ArgumentException">The target is no boundary.</exception>
    protected ServerEndpoint(object target)
    {
        Boundary = target as Boundary
            ?? throw new ArgumentException("What a channel leads to must be a boundary object.", nameof(target));
    }

    internal Boundary Boundary { get; }

    /// <summary>Carries out one request.</summary>
    /// <param name="member">Number of the member, as the client sent it.</param>
    /// <param name="server">The channel, which has the arguments and takes the results.</param>
    /// <exception cref="MalformedMessageException">The member or its arguments are not of this contract.</exception>
    public abstract void Dispatch(uint member, ServerLoop server);

    /// <summary>For a member number that the contract does not have.</summary>
    /// <exception cref="MalformedMessageException">Always.</exception>
    protected static void RefuseMember(uint member) =>
        throw new MalformedMessageException($"a request for member {member}, which the contract does not have");
}
