namespace Singular.Drivers;

/// <summary>Carries out port accesses that <see cref="IoPorts"/> has checked.</summary>
internal interface IPortAccess
{
    /// <param name="port">Absolute port number.</param>
    byte Read8(int port);

    /// <inheritdoc cref="Read8"/>
    ushort Read16(int port);

    /// <inheritdoc cref="Read8"/>
    uint Read32(int port);

    /// <inheritdoc cref="Read8"/>
    void Write8(int port, byte value);

    /// <inheritdoc cref="Read8"/>
    void Write16(int port, ushort value);

    /// <inheritdoc cref="Read8"/>
    void Write32(int port, uint value);
}
