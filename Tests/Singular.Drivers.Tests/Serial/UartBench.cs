using Singular.Drivers.Serial;
using Singular.Drivers.Testing;

namespace Singular.Drivers.Tests.Serial;

/// <summary>A machine with a UART, what it has sent, and the driver.</summary>
internal sealed class UartBench
{
    public UartBench(bool hasFifo = true, bool isImmediate = false)
    {
        Chip = new Ns16550(Machine.Line(4), hasFifo) { IsImmediate = isImmediate };
        Chip.Transmitted += Sent.Add;
        Machine.Attach(Chip, 0x3F8, 8);
        Driver = new Uart16550(Machine.CreatePorts(Domain, 0x3F8, 8), Machine.CreateInterrupt(Domain, 4));
    }

    public SimulatedMachine Machine { get; } = new();

    public SimulatedDomain Domain { get; } = new();

    public Ns16550 Chip { get; }

    public Uart16550 Driver { get; }

    public List<byte> Sent { get; } = [];

    /// <summary>The line carries everything that waits to be sent, with the interrupts that this brings.</summary>
    public void Drain()
    {
        do
        {
            Machine.DeliverInterrupts();
        }
        while (Chip.TransmitOne());
    }

    /// <summary>Everything that was received and fetched by the driver.</summary>
    public byte[] ReadAll()
    {
        var all = new MemoryStream();
        byte[] buffer = new byte[777];
        while (Driver.Read(buffer) is > 0 and int count)
            all.Write(buffer, 0, count);
        return all.ToArray();
    }
}
