namespace Singular.Manifests;

/// <summary>Names of what a driver can ask for, as policies write them.</summary>
public static class PolicyCapabilities
{
    public const string Ports = "ports";
    public const string Interrupts = "interrupts";
    public const string Memory = "memory";

    /// <summary>A resource that amounts to owning the machine; granted only by <c>grant=machine</c>.</summary>
    public const string Machine = "machine";

    public static readonly IReadOnlyList<string> All = [Ports, Interrupts, Memory, Machine];
}
