namespace Singular.Nucleus.Tests;

/// <summary>How a boot ended.</summary>
/// <param name="Status">Of QEMU: 0 powered off, 97 nucleus panic, 124 out of time.</param>
/// <param name="Output">What came out of the serial port.</param>
public sealed record BootResult(int Status, string Output)
{
    public override string ToString() => $"status {Status}, output:\n{Output}";
}
