namespace Singular.Channels.Runtime;

/// <summary>What a boundary calls: a server instance with its object cast once.</summary>
internal sealed class BoundServer<TContract>(Domain domain, TContract target, bool isClientEndpoint, bool isSystem)
{
    internal readonly Domain Domain = domain;
    internal readonly TContract Target = target;

    /// <summary>The target is this library's own code, the near end of a channel to another process.</summary>
    internal readonly bool IsClientEndpoint = isClientEndpoint;

    /// <summary>The target is this library's own code: such a near end, or another boundary, where a driver has handed on an endpoint that it was given. What
    /// it throws are reports and no faults of the server.</summary>
    internal readonly bool IsSystem = isSystem;
}
