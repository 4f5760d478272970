using System.Runtime.ExceptionServices;
using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>Makes a client's calls inside the client's domain, where all that clients do is done: whoever calls back into it meanwhile is refused.</summary>
/// <param name="contract">The contract.</param>
/// <param name="target">What the client holds.</param>
/// <param name="client">The client's domain.</param>
internal sealed class ClientSide(ContractDescription contract, object target, Domain client) : EndpointHands(contract)
{
    /// <summary>What a client holds, to be called from outside its domain.</summary>
    internal static object Of(ContractDescription contract, object target, Domain client) =>
        target is EmittedEndpoint { Hands: ClientSide } ? target : EmittedType.Create(new ClientSide(contract, target, client));

    internal override object? Call(MemberDescription member, object?[] arguments)
    {
        object? result = null;
        // A dead client calls nobody.
        ExceptionDispatchInfo? thrown = ExceptionDispatchInfo.Capture(new ChannelClosedException(client.Name));
        client.TryRun(() =>
        {
            try
            {
                result = member.Call(target, arguments);
                thrown = null;
            }
            catch (Exception exception)
            {
                thrown = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thrown?.Throw();
        return Inside(member, result);
    }

    /// <summary>An endpoint that came out of the call is the client's, too. One that comes later is wrapped by whoever awaits it.</summary>
    private object? Inside(MemberDescription member, object? result)
    {
        if (member.IsAsync || new Outcome(OutcomeKind.Returned, result, "").Endpoint(member) is not { } endpoint)
            return result;
        object inside = Of(ContractDescription.Of(member.EndpointType!), endpoint, client);
        return member.IsResult ? member.PayloadType.GetMethod(nameof(Result<,>.Ok))!.Invoke(null, [inside]) : inside;
    }
}
