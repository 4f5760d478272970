namespace Singular.Drivers.Serial;

/// <summary>Registers and bits of the UART (National Semiconductor PC16550D data sheet, section 8.0 and table II).</summary>
internal static class UartRegister
{
    /// <summary>RBR when read, THR when written; DLL while the divisor latch is shown.</summary>
    public const int Data = 0;

    /// <summary>IER; DLM while the divisor latch is shown.</summary>
    public const int InterruptEnable = 1;

    /// <summary>IIR, when read.</summary>
    public const int InterruptIdentity = 2;

    /// <summary>FCR, when written.</summary>
    public const int FifoControl = 2;

    public const int LineControl = 3;
    public const int ModemControl = 4;
    public const int LineStatus = 5;
    public const int Scratch = 7;

    /// <summary>IER: received data, and its time-out.</summary>
    public const byte IerReceived = 0x01;

    /// <summary>IER: the transmitter's FIFO is empty.</summary>
    public const byte IerTransmitterEmpty = 0x02;

    /// <summary>IER: an error of the line.</summary>
    public const byte IerLineStatus = 0x04;

    /// <summary>IIR: no interrupt is requested.</summary>
    public const byte IirNone = 0x01;

    /// <summary>IIR: both bits are set when the FIFOs work.</summary>
    public const byte IirFifosWork = 0xC0;

    /// <summary>FCR: FIFOs on and emptied, received data announced from 14 bytes.</summary>
    public const byte FcrOnAt14 = 0xC7;

    /// <summary>FCR: FIFOs off.</summary>
    public const byte FcrOff = 0x00;

    /// <summary>LCR: 8 data bits, no parity, 1 stop bit.</summary>
    public const byte Lcr8N1 = 0x03;

    /// <summary>LCR: show the divisor latch.</summary>
    public const byte LcrDivisorLatch = 0x80;

    public const byte McrDataTerminalReady = 0x01;
    public const byte McrRequestToSend = 0x02;

    /// <summary>MCR: OUT2, which on a PC connects the interrupt output to the line (IBM PC/AT Technical Reference, serial/parallel
    /// adapter).</summary>
    public const byte McrOut2 = 0x08;

    public const byte LsrDataReady = 0x01;

    /// <summary>LSR: framing error or break, so that the byte on top is not one that was sent.</summary>
    public const byte LsrNotAByte = 0x18;

    /// <summary>LSR: the transmitter's FIFO, or without FIFOs its holding register, is empty.</summary>
    public const byte LsrTransmitterEmpty = 0x20;
}
