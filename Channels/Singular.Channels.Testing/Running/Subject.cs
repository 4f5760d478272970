using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>Something that a client can call: the server's root, or an endpoint that came out of it.</summary>
internal sealed class Subject(ContractDescription contract, object target, object? model, string name)
{
    internal ContractDescription Contract { get; } = contract;

    /// <summary>What the client holds.</summary>
    internal object Target { get; set; } = target;

    /// <summary>The model's counterpart; null where the model says nothing of it.</summary>
    internal object? Model { get; set; } = model;

    /// <summary>The variable that holds it in printed tests.</summary>
    internal string Name { get; } = name;

    /// <summary>The client that holds it.</summary>
    internal required Domain Client { get; set; }

    /// <summary>It may lead to a client that has handed it over: who is dead, or waits for this very call.</summary>
    internal bool MayLeadOn { get; init; }

    /// <summary>Number of the protocol's state.</summary>
    internal int State { get; set; }
}
