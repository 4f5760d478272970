namespace Singular.Channels.Runtime;

/// <summary>A server in one of its lives: the object to call and the domain it lives in.</summary>
internal sealed record ServerInstance(Domain Domain, object Target);
