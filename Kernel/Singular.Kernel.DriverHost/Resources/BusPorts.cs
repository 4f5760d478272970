using Singular.Drivers;

namespace Singular.Kernel.DriverHost;

/// <summary>Port accesses of a driver on their way to the platform; <see cref="IoPorts"/> has checked them.</summary>
internal sealed class BusPorts(IPortBus bus) : IPortAccess
{
    public byte Read8(int port) => (byte)bus.Read(port, 1);

    public ushort Read16(int port) => (ushort)bus.Read(port, 2);

    public uint Read32(int port) => bus.Read(port, 4);

    public void Write8(int port, byte value) => bus.Write(port, 1, value);

    public void Write16(int port, ushort value) => bus.Write(port, 2, value);

    public void Write32(int port, uint value) => bus.Write(port, 4, value);
}
