namespace Singular.Channels.Runtime;

/// <summary>What a boundary calls: a server instance with its object cast once. Generated code passes it on and reads nothing of it.</summary>
public sealed class BoundServer<TContract>
{
    internal BoundServer(Domain domain, TContract target, bool isClientEndpoint, bool isSystem)
    {
        Domain = domain;
        Target = target;
        IsClientEndpoint = isClientEndpoint;
        IsSystem = isSystem;
    }

    internal readonly Domain Domain;
    internal readonly TContract Target;

    /// <summary>The target is this library's own code, the near end of a channel to another process.</summary>
    internal readonly bool IsClientEndpoint;

    /// <summary>The target is this library's own code: such a near end, or another boundary, where a driver has handed on an endpoint that it was given. What
    /// it throws are reports and no faults of the server.</summary>
    internal readonly bool IsSystem;
}
