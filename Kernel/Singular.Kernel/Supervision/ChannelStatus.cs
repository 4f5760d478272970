namespace Singular.Kernel.Supervision;

/// <summary>What is known of a channel at one moment.</summary>
/// <param name="Client">Instance that calls, or <c>kernel</c>.</param>
/// <param name="Parameter">The client's constructor parameter that holds the channel.</param>
/// <param name="Contract">Contract and version, e.g. <c>singular.clock 1.0</c>.</param>
/// <param name="Server">Instance that serves.</param>
/// <param name="Transport"><c>direct</c> inside one address space, <c>shared memory</c> otherwise.</param>
/// <param name="IsOpen">True while the server runs.</param>
public sealed record ChannelStatus(string Client, string Parameter, string Contract, string Server, string Transport, bool IsOpen);
