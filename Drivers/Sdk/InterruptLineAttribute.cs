namespace Singular.Drivers;

/// <summary>Asks for an ISA interrupt line; stands on a constructor parameter of type <see cref="Interrupt"/>.</summary>
/// <param name="line">Number of the line, 0 to 15.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InterruptLineAttribute(int line) : Attribute
{
    public int Line { get; } = line;
}
