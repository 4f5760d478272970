namespace Singular.Manifests;

/// <summary>A range of x86 I/O ports that a driver asks for.</summary>
/// <param name="Parameter">Name of the constructor parameter that takes it.</param>
/// <param name="First">First port, 0 to 0xFFFF.</param>
/// <param name="Count">Number of ports, at least 1; the range ends at 0xFFFF at the latest.</param>
public sealed record PortRange(string Parameter, int First, int Count)
{
    /// <summary>Last port of the range.</summary>
    public int Last => First + Count - 1;

    public bool Overlaps(PortRange other) => First <= other.Last && other.First <= Last;

    /// <summary>The ports as people write them, e.g. <c>0x70-0x71</c>.</summary>
    public override string ToString() => Count == 1 ? $"0x{First:X}" : $"0x{First:X}-0x{Last:X}";
}
