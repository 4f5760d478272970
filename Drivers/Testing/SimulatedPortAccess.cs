namespace Singular.Drivers.Testing;

/// <summary>Puts a simulated machine's bus behind the resource type of the SDK.</summary>
internal sealed class SimulatedPortAccess(SimulatedMachine machine) : IPortAccess
{
    public byte Read8(int port) => machine.Read8(port);

    public ushort Read16(int port) => machine.Read16(port);

    public uint Read32(int port) => machine.Read32(port);

    public void Write8(int port, byte value) => machine.Write8(port, value);

    public void Write16(int port, ushort value) => machine.Write16(port, value);

    public void Write32(int port, uint value) => machine.Write32(port, value);
}
