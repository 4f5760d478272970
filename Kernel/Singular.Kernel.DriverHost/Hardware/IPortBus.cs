namespace Singular.Kernel.DriverHost;

/// <summary>The x86 I/O ports that a platform reaches, unchecked: who is granted what is checked above it.</summary>
public interface IPortBus
{
    /// <param name="port">Absolute port number, 0 to 0xFFFF.</param>
    /// <param name="width">Bytes: 1, 2 or 4; the access ends at port 0xFFFF at the latest.</param>
    /// <returns>The value, little-endian, zero-extended. Where no device answers, all bits of the width are set.</returns>
    uint Read(int port, int width);

    /// <param name="port">Absolute port number, 0 to 0xFFFF.</param>
    /// <param name="width">Bytes: 1, 2 or 4; the access ends at port 0xFFFF at the latest.</param>
    /// <param name="value">The value; bits beyond the width are ignored.</param>
    void Write(int port, int width, uint value);
}
