using Singular.Drivers.Testing;
using Singular.Kernel.DriverHost;

namespace Singular.Kernel.Hosting;

/// <summary>A PC made of device models: real-time clock, first serial port, keyboard controller.</summary>
public sealed class SimulatedPc : IPortBus
{
    // Ports and lines of a PC (Intel "ICH9 Family Datasheet", tables 9-2 and 5-7).
    private const int ClockPort = 0x70;
    private const int ClockPorts = 2;
    private const int SerialPort = 0x3F8;
    private const int SerialPorts = 8;
    private const int SerialLine = 4;
    private const int KeyboardLine = 1;

    private readonly SimulatedMachine _machine = new();

    /// <param name="time">What the real-time clock shows, in UTC.</param>
    public SimulatedPc(Func<DateTime> time)
        : this(time, line => new Ns16550(line))
    {
    }

    /// <param name="time">What the real-time clock shows, in UTC.</param>
    /// <param name="createSerial">Makes the first serial port on its line.</param>
    public SimulatedPc(Func<DateTime> time, Func<InterruptLine, Ns16550> createSerial)
    {
        Clock = new Mc146818(time);
        Serial = createSerial(_machine.Line(SerialLine));
        KeyboardController = new I8042(_machine.Line(KeyboardLine));
        _machine.Attach(Clock, ClockPort, ClockPorts);
        _machine.Attach(Serial, SerialPort, SerialPorts);
        KeyboardController.AttachTo(_machine);
    }

    /// <summary>The real-time clock.</summary>
    public Mc146818 Clock { get; }

    /// <summary>The first serial port, whose line is the kernel's console.</summary>
    public Ns16550 Serial { get; }

    /// <summary>The keyboard controller with its keyboard.</summary>
    public I8042 KeyboardController { get; }

    public uint Read(int port, int width) => width switch
    {
        1 => _machine.Read8(port),
        2 => _machine.Read16(port),
        4 => _machine.Read32(port),
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "A port access is 1, 2 or 4 bytes wide."),
    };

    public void Write(int port, int width, uint value)
    {
        switch (width)
        {
            case 1:
                _machine.Write8(port, (byte)value);
                break;
            case 2:
                _machine.Write16(port, (ushort)value);
                break;
            case 4:
                _machine.Write32(port, value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(width), width, "A port access is 1, 2 or 4 bytes wide.");
        }
    }

    /// <summary>An interrupt line, 0 to 15.</summary>
    internal InterruptLine Line(int number) => _machine.Line(number);
}
