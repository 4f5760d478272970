namespace Singular.Channels;

/// <summary>Says that calls of a contract may run in its server at the same time. Without it the system serialises all
/// calls into one driver.</summary>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class ConcurrentAttribute : Attribute;
