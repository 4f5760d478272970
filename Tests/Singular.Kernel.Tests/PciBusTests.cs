using Singular.Kernel.Devices;
using Singular.Kernel.DriverHost;

namespace Singular.Kernel.Tests;

public class PciBusTests
{
    [Fact]
    public void Functions_behind_bridges_and_of_many_function_devices_are_found()
    {
        var bus = new Bus();
        bus.Add(0, 0, 0, 0x8086, 0x29C0, 0x060000, manyFunctions: false);
        bus.Add(0, 31, 0, 0x8086, 0x2918, 0x060100, manyFunctions: true);
        bus.Add(0, 31, 2, 0x8086, 0x2922, 0x010601, manyFunctions: false);
        bus.Add(0, 2, 0, 0x1B36, 0x000C, 0x060400, manyFunctions: false, behind: 5);
        bus.Add(5, 0, 0, 0x1AF4, 0x1042, 0x010000, manyFunctions: false);
        Assert.Equal(
            ["00:00.0", "00:02.0", "00:1f.0", "00:1f.2", "05:00.0"], new PciBus(bus).Enumerate().Select(function => function.Address));
        Assert.Equal("SATA controller", PciClass.Name(1, 6));
    }

    [Fact]
    public void A_bridge_that_points_at_its_own_bus_does_not_loop()
    {
        var bus = new Bus();
        bus.Add(0, 1, 0, 0x1B36, 0x000C, 0x060400, manyFunctions: false, behind: 0);
        Assert.Single(new PciBus(bus).Enumerate());
    }

    [Fact]
    public void A_machine_without_a_bus_has_no_functions() => Assert.Empty(new PciBus(new Bus()).Enumerate());

    /// <summary>Configuration mechanism #1 over a table of registers.</summary>
    private sealed class Bus : IPortBus
    {
        private readonly Dictionary<uint, uint> _registers = [];
        private uint _address;

        public void Add(int bus, int device, int function, int vendor, int id, int classes, bool manyFunctions, int behind = 0)
        {
            uint at = 0x8000_0000 | (uint)bus << 16 | (uint)device << 11 | (uint)function << 8;
            _registers[at] = (uint)id << 16 | (uint)vendor;
            _registers[at + 8] = (uint)classes << 8;
            _registers[at + 0xC] = manyFunctions ? 0x80_0000u : 0;
            _registers[at + 0x18] = (uint)behind << 8;
        }

        public uint Read(int port, int width) => port == 0xCFC ? _registers.GetValueOrDefault(_address, uint.MaxValue) : 0xFF;

        public void Write(int port, int width, uint value)
        {
            if (port == 0xCF8)
                _address = value;
        }
    }
}
