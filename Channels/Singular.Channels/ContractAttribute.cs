namespace Singular.Channels;

/// <summary>Marks an interface as a channel contract.</summary>
/// <remarks>
/// A contract is known by <paramref name="name"/> and <paramref name="major"/>; a higher <paramref name="minor"/> of the
/// same major may only add members. The interface must live in an assembly that holds nothing but contracts and
/// exchangeable types.
/// </remarks>
/// <param name="name">Dotted lower-case name, unique in a system, e.g. <c>singular.clock</c>.</param>
/// <param name="major">Major version, from 1. Two majors are two different contracts.</param>
/// <param name="minor">Minor version, from 0.</param>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class ContractAttribute(string name, int major, int minor) : Attribute
{
    public string Name { get; } = name;

    public int Major { get; } = major;

    public int Minor { get; } = minor;
}
