namespace Singular.Drivers;

/// <summary>Asks for a range of x86 I/O ports; stands on a constructor parameter of type <see cref="IoPorts"/>.</summary>
/// <param name="first">First port, 0 to 0xFFFF.</param>
/// <param name="count">Number of ports, at least 1; the range ends at 0xFFFF at the latest.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PortsAttribute(int first, int count) : Attribute
{
    public int First { get; } = first;

    public int Count { get; } = count;
}
