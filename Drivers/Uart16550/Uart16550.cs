using Singular.Contracts;

namespace Singular.Drivers.Serial;

/// <summary>Driver of a PC's first serial port at 115,200 baud, 8 data bits, no parity, 1 stop bit; a 16550 with its FIFOs, or
/// an older chip without them.</summary>
/// <remarks>
/// Interrupt-driven both ways, with a queue of 4 KiB each. When the receive queue is full the driver stops taking bytes and
/// drops RTS, so that nothing is lost where the other side heeds it; what comes nevertheless is lost in the chip.
/// </remarks>
[Driver(Provides = typeof(ICharacterDevice))]
public sealed class Uart16550 : ICharacterDevice
{
    private const int QueueBytes = 4096;

    /// <summary>115,200 baud: the PC's 1.8432 MHz clock divided by 16 (data sheet, table III).</summary>
    private const byte Divisor = 1;

    /// <summary>Bytes in each FIFO of a 16550.</summary>
    private const int FifoDepth = 16;

    /// <summary>More requests than a working chip can have at once: both FIFOs full and every other cause. A chip that still
    /// requests after this many rounds of the handler is broken, and looping on would hold up the whole driver.</summary>
    private const int RoundsPerInterrupt = 1_024;

    private readonly IoPorts _ports;
    private readonly ByteQueue _received = new(QueueBytes);
    private readonly ByteQueue _toSend = new(QueueBytes);
    private readonly int _transmitDepth;
    private TaskCompletionSource<int>? _inputWaiter;
    private TaskCompletionSource<int>? _roomWaiter;
    private byte _enabled;
    private bool _isTopNotAByte;

    /// <exception cref="UartNotFoundException">No UART answers at the ports.</exception>
    public Uart16550([Ports(0x3F8, 8)] IoPorts ports, [InterruptLine(4)] Interrupt interrupt)
    {
        _ports = ports;
        ports.Write8(UartRegister.InterruptEnable, 0);
        if (!KeepsScratch(0x55) || !KeepsScratch(0xAA))
            throw new UartNotFoundException();

        ports.Write8(UartRegister.LineControl, UartRegister.LcrDivisorLatch);
        ports.Write8(UartRegister.Data, Divisor);
        ports.Write8(UartRegister.InterruptEnable, 0);
        ports.Write8(UartRegister.LineControl, UartRegister.Lcr8N1);
        _transmitDepth = TurnFifosOn() ? FifoDepth : 1;

        // Whatever the firmware left behind would keep the request high, and an edge-triggered line would never fire.
        _ = ports.Read8(UartRegister.LineStatus);
        _ = ports.Read8(UartRegister.Data);
        _ = ports.Read8(UartRegister.InterruptIdentity);

        interrupt.Attach(OnInterrupt);
        SetReceiving(true);
    }

    public int Write(ReadOnlySpan<byte> data)
    {
        int taken = _toSend.Enqueue(data);
        Transmit();
        if (taken < data.Length)
            taken += _toSend.Enqueue(data.Slice(taken));
        CompleteWaiters();
        return taken;
    }

    public int Read(Span<byte> buffer)
    {
        int count = _received.Dequeue(buffer);
        if (count > 0 && !IsReceiving)
        {
            // The interrupt that announced the bytes left in the chip is long gone: fetch them here.
            SetReceiving(true);
            Receive();
            CompleteWaiters();
        }

        return count;
    }

    public ValueTask<int> WaitForInput()
    {
        if (_received.Count > 0)
            return new ValueTask<int>(_received.Count);
        _inputWaiter ??= new TaskCompletionSource<int>();
        return new ValueTask<int>(_inputWaiter.Task);
    }

    public ValueTask<int> WaitForRoom()
    {
        if (_toSend.Room > 0)
            return new ValueTask<int>(_toSend.Room);
        _roomWaiter ??= new TaskCompletionSource<int>();
        return new ValueTask<int>(_roomWaiter.Task);
    }

    private bool IsReceiving => (_enabled & UartRegister.IerReceived) != 0;

    private bool KeepsScratch(byte value)
    {
        _ports.Write8(UartRegister.Scratch, value);
        return _ports.Read8(UartRegister.Scratch) == value;
    }

    /// <returns>False when the chip has no FIFOs, or those of the first 16550, which do not work and show one bit only.</returns>
    private bool TurnFifosOn()
    {
        _ports.Write8(UartRegister.FifoControl, UartRegister.FcrOnAt14);
        if ((_ports.Read8(UartRegister.InterruptIdentity) & UartRegister.IirFifosWork) == UartRegister.IirFifosWork)
            return true;
        _ports.Write8(UartRegister.FifoControl, UartRegister.FcrOff);
        return false;
    }

    /// <summary>Serves all requests: the line is edge-triggered, so one that is left standing would be the last.</summary>
    private void OnInterrupt()
    {
        for (int round = 0; round < RoundsPerInterrupt; round++)
        {
            // Reading the identity is what ends a request of the transmitter.
            byte identity = _ports.Read8(UartRegister.InterruptIdentity);
            Receive();
            Transmit();
            if ((identity & UartRegister.IirNone) != 0)
                break;
        }

        CompleteWaiters();
    }

    private void Receive()
    {
        for (int i = 0; i < QueueBytes; i++)
        {
            if (_received.Room == 0)
            {
                SetReceiving(false);
                return;
            }

            if ((ReadLineStatus() & UartRegister.LsrDataReady) == 0)
                return;
            byte value = _ports.Read8(UartRegister.Data);
            if (!_isTopNotAByte)
                _received.Enqueue(value);
            _isTopNotAByte = false;
        }
    }

    /// <summary>Fills the transmitter when it is empty, and asks for an interrupt as long as something waits.</summary>
    private void Transmit()
    {
        if (_toSend.Count > 0 && (ReadLineStatus() & UartRegister.LsrTransmitterEmpty) != 0)
        {
            for (int i = 0; i < _transmitDepth && _toSend.Count > 0; i++)
                _ports.Write8(UartRegister.Data, _toSend.Dequeue());
        }

        SetEnabled(_toSend.Count > 0
            ? (byte)(_enabled | UartRegister.IerTransmitterEmpty)
            : (byte)(_enabled & ~UartRegister.IerTransmitterEmpty));
    }

    /// <summary>Reading the register forgets the errors of the byte on top of the receive FIFO, so they are kept here.</summary>
    private byte ReadLineStatus()
    {
        byte status = _ports.Read8(UartRegister.LineStatus);
        _isTopNotAByte |= (status & UartRegister.LsrNotAByte) != 0;
        return status;
    }

    private void SetReceiving(bool isOn)
    {
        const byte Causes = UartRegister.IerReceived | UartRegister.IerLineStatus;
        const byte Ready = UartRegister.McrDataTerminalReady | UartRegister.McrOut2;
        _ports.Write8(UartRegister.ModemControl, isOn ? (byte)(Ready | UartRegister.McrRequestToSend) : Ready);
        SetEnabled(isOn ? (byte)(_enabled | Causes) : (byte)(_enabled & ~Causes));
    }

    private void SetEnabled(byte causes)
    {
        if (causes == _enabled)
            return;
        _enabled = causes;
        _ports.Write8(UartRegister.InterruptEnable, causes);
    }

    /// <summary>Comes last in what calls it: whoever waits may call back into the driver from here.</summary>
    private void CompleteWaiters()
    {
        if (_inputWaiter is not null && _received.Count > 0)
        {
            TaskCompletionSource<int> waiter = _inputWaiter;
            _inputWaiter = null;
            waiter.SetResult(_received.Count);
        }

        if (_roomWaiter is not null && _toSend.Room > 0)
        {
            TaskCompletionSource<int> waiter = _roomWaiter;
            _roomWaiter = null;
            waiter.SetResult(_toSend.Room);
        }
    }
}
