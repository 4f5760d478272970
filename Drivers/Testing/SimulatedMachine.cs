namespace Singular.Drivers.Testing;

/// <summary>A machine made of device models: a port bus, sixteen interrupt lines, and the resources that give a driver
/// access to them.</summary>
/// <remarks>
/// Interrupts wait until <see cref="DeliverInterrupts"/> is called, so that a test decides when a handler runs and never
/// runs one inside a call into the driver; or they go to a dispatcher, which must keep them apart from calls in the same way.
/// </remarks>
public sealed class SimulatedMachine
{
    private const int LineCount = 16;

    /// <summary>What an ISA bus gives where no device answers.</summary>
    private const byte FloatingBus = 0xFF;

    /// <summary>A handler that has not calmed its device after this many deliveries never will.</summary>
    private const int StormLimit = 100_000;

    private readonly Action<Action>? _dispatcher;
    private readonly List<(IPortDevice Device, int First, int Count)> _claims = [];
    private readonly List<SimulatedInterruptSource> _sources = [];
    private readonly InterruptLine[] _lines = new InterruptLine[LineCount];

    /// <param name="dispatcher">Runs what delivers an interrupt, in the order in which it is given; null to deliver only in
    /// <see cref="DeliverInterrupts"/>.</param>
    public SimulatedMachine(Action<Action>? dispatcher = null)
    {
        _dispatcher = dispatcher;
        for (int line = 0; line < LineCount; line++)
            _lines[line] = new InterruptLine(line);
    }

    /// <summary>The interrupt line of a number.</summary>
    /// <param name="number">ISA number, 0 to 15.</param>
    public InterruptLine Line(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, LineCount);
        return _lines[number];
    }

    /// <summary>Puts a device on the bus.</summary>
    /// <exception cref="ArgumentException">Another device claims some of the ports.</exception>
    public void Attach(IPortDevice device, int firstPort, int count)
    {
        ArgumentNullException.ThrowIfNull(device);
        foreach ((IPortDevice other, int first, int otherCount) in _claims)
        {
            if (firstPort < first + otherCount && first < firstPort + count)
                throw new ArgumentException(
                    $"{other.GetType().Name} claims ports 0x{first:X}-0x{first + otherCount - 1:X} already.", nameof(firstPort));
        }

        _claims.Add((device, firstPort, count));
    }

    /// <summary>Reads a byte from a port; 0xFF where no device answers.</summary>
    /// <param name="port">Port number, 0 to 0xFFFF.</param>
    public byte Read8(int port)
    {
        foreach ((IPortDevice device, int first, int count) in _claims)
        {
            if (port >= first && port < first + count)
                return device.Read(port - first);
        }

        return FloatingBus;
    }

    /// <summary>Reads two ports, low byte first.</summary>
    /// <inheritdoc cref="Read8"/>
    public ushort Read16(int port)
    {
        byte low = Read8(port);
        return (ushort)(low | (Read8(port + 1) << 8));
    }

    /// <summary>Reads four ports, low byte first.</summary>
    /// <inheritdoc cref="Read8"/>
    public uint Read32(int port)
    {
        ushort low = Read16(port);
        return (uint)(low | (Read16(port + 2) << 16));
    }

    /// <summary>Writes a byte to a port; lost where no device answers.</summary>
    /// <inheritdoc cref="Read8"/>
    public void Write8(int port, byte value)
    {
        foreach ((IPortDevice device, int first, int count) in _claims)
        {
            if (port >= first && port < first + count)
            {
                device.Write(port - first, value);
                return;
            }
        }
    }

    /// <summary>Writes two ports, low byte first.</summary>
    /// <inheritdoc cref="Read8"/>
    public void Write16(int port, ushort value)
    {
        Write8(port, (byte)value);
        Write8(port + 1, (byte)(value >> 8));
    }

    /// <summary>Writes four ports, low byte first.</summary>
    /// <inheritdoc cref="Read8"/>
    public void Write32(int port, uint value)
    {
        Write16(port, (ushort)value);
        Write16(port + 2, (ushort)(value >> 16));
    }

    /// <summary>Makes the resource that gives a driver a range of this machine's ports.</summary>
    public IoPorts CreatePorts(SimulatedDomain domain, int first, int count) =>
        new(new SimulatedPortAccess(this), domain, first, count);

    /// <summary>Makes the resource that gives a driver an interrupt line of this machine.</summary>
    public Interrupt CreateInterrupt(SimulatedDomain domain, int line)
    {
        var source = new SimulatedInterruptSource(Line(line), _dispatcher);
        _sources.Add(source);
        return new Interrupt(source, domain);
    }

    /// <summary>Makes the resource that gives a driver a block of memory.</summary>
    public static MemoryBlock CreateMemory(SimulatedDomain domain, SimulatedMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return new MemoryBlock(memory, domain, memory.Length);
    }

    /// <summary>Runs the handlers of all interrupts that wait, and of those that these bring about.</summary>
    /// <returns>How many times a handler ran.</returns>
    /// <exception cref="InvalidOperationException">It does not end: a handler leaves its device's request standing.</exception>
    public int DeliverInterrupts()
    {
        int delivered = 0;
        bool isAnyDelivered;
        do
        {
            isAnyDelivered = false;
            foreach (SimulatedInterruptSource source in _sources)
            {
                if (!source.TryDeliver())
                    continue;
                isAnyDelivered = true;
                if (++delivered == StormLimit)
                    throw new InvalidOperationException($"An interrupt storm: {StormLimit} deliveries without an end.");
            }
        }
        while (isAnyDelivered);
        return delivered;
    }
}
