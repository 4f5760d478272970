namespace Singular.Channels.Testing;

/// <summary>Stands among the arguments of a call for an endpoint that is made when the call is.</summary>
/// <param name="Choice">What it is to be.</param>
/// <param name="Name">The variable that holds it in printed tests.</param>
internal sealed record NamedEndpoint(EndpointChoice Choice, string Name)
{
    public override string ToString() => Name;
}
