namespace Singular.Drivers.Testing;

/// <summary>A device model that answers at I/O ports, one byte at a time.</summary>
public interface IPortDevice
{
    /// <param name="offset">Offset of the port from the first one that the device claimed.</param>
    byte Read(int offset);

    /// <inheritdoc cref="Read"/>
    void Write(int offset, byte value);
}
