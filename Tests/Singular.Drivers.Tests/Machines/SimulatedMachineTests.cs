using Singular.Drivers.Testing;

namespace Singular.Drivers.Tests.Machines;

public sealed class SimulatedMachineTests
{
    private readonly SimulatedMachine _machine = new();
    private readonly SimulatedDomain _domain = new();

    [Fact]
    public void Ports_reach_the_device_that_claims_them_and_no_other()
    {
        var low = new Latch();
        var high = new Latch();
        _machine.Attach(low, 0x10, 4);
        _machine.Attach(high, 0x14, 2);
        Assert.Throws<ArgumentException>(() => _machine.Attach(new Latch(), 0x12, 1));
        Assert.Throws<ArgumentException>(() => _machine.Attach(new Latch(), 0x0F, 8));

        IoPorts ports = _machine.CreatePorts(_domain, 0x10, 8);
        ports.Write32(0, 0x4433_2211);
        ports.Write16(4, 0x6655);
        ports.Write8(7, 0x99);
        Assert.Equal([0x11, 0x22, 0x33, 0x44], low.Values[..4]);
        Assert.Equal([0x55, 0x66], high.Values[..2]);
        Assert.Equal(0x5544_3322u, _machine.Read32(0x11));
        Assert.Equal(0xFFFF, ports.Read16(6));
        Assert.True(_domain.IsAlive);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(0, 4)]
    public void An_access_outside_the_grant_ends_the_domain_before_it_reaches_a_device(int offset, int width)
    {
        var device = new Latch();
        _machine.Attach(device, 0x10, 8);
        IoPorts ports = _machine.CreatePorts(_domain, 0x12, 2);
        MemoryBlock memory = SimulatedMachine.CreateMemory(_domain, SimulatedMemory.OfArray(new byte[16]));
        Assert.Throws<ResourceFaultException>(() =>
        {
            switch (width)
            {
                case 1:
                    ports.Write8(offset, 1);
                    break;
                case 2:
                    ports.Write16(offset, 1);
                    break;
                default:
                    ports.Write32(offset, 1);
                    break;
            }
        });
        Assert.Equal("AccessOutsideGrant", _domain.FaultCode);
        Assert.All(device.Values, value => Assert.Equal(0, value));
        Assert.Equal("DomainDead", Assert.Throws<ResourceFaultException>(() => ports.Read8(0)).Code);
        Assert.Equal("DomainDead", Assert.Throws<ResourceFaultException>(() => memory.Read(0, new byte[1])).Code);
    }

    [Fact]
    public void An_edge_before_the_handler_waits_and_a_level_alone_fires_once()
    {
        int runs = 0;
        _machine.Line(5).Drive(true);
        Interrupt interrupt = _machine.CreateInterrupt(_domain, 5);
        Assert.Equal(0, _machine.DeliverInterrupts());
        interrupt.Attach(() => runs++);
        Assert.Equal(1, _machine.DeliverInterrupts());
        _machine.Line(5).Drive(true);
        Assert.Equal(0, _machine.DeliverInterrupts());
        _machine.Line(5).Drive(false);
        _machine.Line(5).Drive(true);
        Assert.Equal(1, _machine.DeliverInterrupts());
        Assert.Equal(2, runs);
        Assert.Throws<InvalidOperationException>(() => interrupt.Attach(() => { }));
    }

    [Fact]
    public void Edges_inside_a_handler_are_delivered_once_after_it()
    {
        int runs = 0;
        int depth = 0;
        _machine.CreateInterrupt(_domain, 3).Attach(() =>
        {
            Assert.Equal(0, depth++);
            if (runs++ == 0)
            {
                Pulse(3);
                Pulse(3);
                Assert.False(_machine.Line(3).TryBegin());
            }

            depth--;
        });
        Pulse(3);
        Assert.Equal(2, _machine.DeliverInterrupts());
        Assert.Equal(2, runs);
    }

    [Fact]
    public void A_dispatcher_gets_every_delivery()
    {
        var queue = new Queue<Action>();
        var machine = new SimulatedMachine(queue.Enqueue);
        int runs = 0;
        machine.CreateInterrupt(_domain, 4).Attach(() => runs++);
        machine.Line(4).Drive(true);
        machine.Line(4).Drive(false);
        Assert.Equal(0, runs);
        while (queue.TryDequeue(out Action? delivery))
            delivery();
        Assert.Equal(1, runs);
    }

    [Fact]
    public void The_clock_model_is_set_through_its_registers()
    {
        var time = new SimulatedTime(new DateTime(2026, 11, 23, 1, 2, 3, 500));
        var clock = new Mc146818(() => time.Now);
        _machine.Attach(clock, 0x70, 2);
        WriteClock(0x0B, 0x82);
        foreach ((byte register, byte value) in new (byte, byte)[] { (0, 0x59), (2, 0x58), (4, 0x23), (7, 0x31), (8, 0x12), (9, 0x99), (0x32, 0x19) })
            WriteClock(register, value);
        WriteClock(0x0B, 0x02);
        time.Advance(TimeSpan.FromSeconds(61.5));
        Assert.Equal([0x00, 0x00, 0x00, 0x01, 0x01, 0x00, 0x20], new byte[] { 0, 2, 4, 7, 8, 9, 0x32 }.Select(ReadClock));
    }

    [Fact]
    public void The_uart_model_loops_back_without_raising_its_line()
    {
        var uart = new Ns16550(_machine.Line(4));
        _machine.Attach(uart, 0x3F8, 8);
        _machine.Write8(0x3F9, 0x01);
        _machine.Write8(0x3FC, 0x1A);
        _machine.Write8(0x3F8, 0x5A);
        Assert.Equal(0x90, _machine.Read8(0x3FE));
        Assert.Equal(0x61, _machine.Read8(0x3FD) & 0x61);
        Assert.Equal(0x5A, _machine.Read8(0x3F8));
        Assert.False(_machine.Line(4).IsHigh);
    }

    [Fact]
    public void The_controller_model_translates_to_set_1()
    {
        var controller = new I8042(_machine.Line(1));
        controller.AttachTo(_machine);
        controller.Keyboard.Send(0x1C, 0xF0, 0x1C, 0xE0, 0x75);
        var bytes = new List<byte>();
        while ((_machine.Read8(0x64) & 1) != 0)
            bytes.Add(_machine.Read8(0x60));
        Assert.Equal([0x1E, 0x9E, 0xE0, 0x48], bytes);
    }

    private void Pulse(int line)
    {
        _machine.Line(line).Drive(true);
        _machine.Line(line).Drive(false);
    }

    private void WriteClock(byte register, byte value)
    {
        _machine.Write8(0x70, register);
        _machine.Write8(0x71, value);
    }

    private byte ReadClock(byte register)
    {
        _machine.Write8(0x70, register);
        return _machine.Read8(0x71);
    }

    /// <summary>A device that keeps what is written to it.</summary>
    private sealed class Latch : IPortDevice
    {
        public byte[] Values { get; } = new byte[8];

        public byte Read(int offset) => Values[offset];

        public void Write(int offset, byte value) => Values[offset] = value;
    }
}
