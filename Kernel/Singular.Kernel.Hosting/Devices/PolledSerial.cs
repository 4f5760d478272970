using Singular.Kernel.DriverHost;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Hosting;

/// <summary>The fallback console: the first serial port without interrupts (PC16550D data sheet, table II).</summary>
internal sealed class PolledSerial(IPortBus ports) : IFallbackConsole
{
    private const int Data = 0x3F8;
    private const int InterruptEnable = 0x3F9;
    private const int LineControl = 0x3FB;
    private const int LineStatus = 0x3FD;
    private const uint EightBits = 0x03;
    private const uint DataReady = 0x01;
    private const uint TransmitterEmpty = 0x20;

    public int Read(Span<byte> buffer)
    {
        int count = 0;
        while (count < buffer.Length && (ports.Read(LineStatus, 1) & DataReady) != 0)
            buffer[count++] = (byte)ports.Read(Data, 1);
        return count;
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
        {
            while ((ports.Read(LineStatus, 1) & TransmitterEmpty) == 0)
                Thread.Yield();
            ports.Write(Data, 1, value);
        }
    }

    public void Release()
    {
        // The driver sets the device up as it wants it; there is nothing to give back.
    }

    public void TakeBack()
    {
        ports.Write(LineControl, 1, EightBits);
        ports.Write(InterruptEnable, 1, 0);
    }
}
