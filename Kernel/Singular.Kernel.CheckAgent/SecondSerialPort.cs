using Singular.Kernel.DriverHost;
using Singular.Kernel.Platform;

namespace Singular.Kernel.CheckAgent;

/// <summary>The agent's own line: a PC's second serial port, a 16550 (National Semiconductor data sheet PC16550D). The first one may be
/// under check.</summary>
internal sealed class SecondSerialPort : IDisposable
{
    internal const int FirstPort = 0x2F8;
    internal const int PortCount = 8;
    internal const int Line = 3;

    private const int Data = FirstPort, InterruptEnable = FirstPort + 1, FifoControl = FirstPort + 2, LineControl = FirstPort + 3,
        ModemControl = FirstPort + 4, LineStatus = FirstPort + 5;
    private const byte DataReady = 1, TransmitterEmpty = 0x20;

    // Accesses to the status until a byte is given up: nobody listens.
    private const int Patience = 10_000_000;

    private readonly IPortBus _ports;
    private readonly IGrantedInterrupt _interrupt;
    private readonly Lock _sending = new();

    internal SecondSerialPort(IPlatform platform)
    {
        _ports = platform.Ports;
        _interrupt = platform.ClaimInterrupt(Line);
        _ports.Write(InterruptEnable, 1, 0);
        // 115,200 baud, 8 bits, no parity, 1 stop bit; FIFOs on and emptied, an interrupt for each 14 bytes (LineCodec.ChunkBytes).
        _ports.Write(LineControl, 1, 0x80);
        _ports.Write(Data, 1, 1);
        _ports.Write(InterruptEnable, 1, 0);
        _ports.Write(LineControl, 1, 3);
        _ports.Write(FifoControl, 1, 0xC7);
        _ports.Write(ModemControl, 1, 0x0B);
        _ports.Write(InterruptEnable, 1, 1);
    }

    /// <summary>Waits for bytes.</summary>
    /// <returns>How many came; 0 when the line was given up.</returns>
    internal int Receive(Span<byte> buffer)
    {
        while (true)
        {
            int count = 0;
            while (count < buffer.Length && (_ports.Read(LineStatus, 1) & DataReady) != 0)
                buffer[count++] = (byte)_ports.Read(Data, 1);
            if (count > 0)
                return count;
            if (_interrupt.Wait() == InterruptSignal.Cancelled)
                return 0;
        }
    }

    internal void Send(ReadOnlySpan<byte> bytes)
    {
        lock (_sending)
        {
            foreach (byte value in bytes)
            {
                for (int i = 0; i < Patience && (_ports.Read(LineStatus, 1) & TransmitterEmpty) == 0; i++)
                {
                }
                _ports.Write(Data, 1, value);
            }
        }
    }

    public void Dispose() => _interrupt.Dispose();
}
