namespace Singular.Drivers.Testing;

/// <summary>A 16550 UART, or a 16450 without FIFOs, on eight ports (National Semiconductor PC16550D data sheet).</summary>
/// <remarks>Its interrupt output reaches the line only through OUT2, as on a PC.</remarks>
public sealed class Ns16550 : IPortDevice
{
    private const int FifoDepth = 16;
    private const byte LcrDivisorLatch = 0x80;
    private const byte McrDtr = 0x01;
    private const byte McrRts = 0x02;
    private const byte McrOut1 = 0x04;
    private const byte McrOut2 = 0x08;
    private const byte McrLoop = 0x10;
    private const byte LsrDataReady = 0x01;
    private const byte LsrTransmitterEmpty = 0x60;
    private const byte LsrErrorInFifo = 0x80;
    private const byte IerReceived = 0x01;
    private const byte IerTransmitterEmpty = 0x02;
    private const byte IerLineStatus = 0x04;

    private readonly InterruptLine _line;
    private readonly bool _hasFifo;
    private readonly Lock _gate = new();
    private readonly Queue<(byte Value, LineErrors Errors)> _received = new();
    private readonly Queue<byte> _toTransmit = new();
    private byte _ier;
    private byte _lcr;
    private byte _mcr;
    private byte _scratch;
    private ushort _divisor;
    private bool _isFifoOn;
    private int _trigger = 1;
    private LineErrors _topErrors;
    private bool _hasOverrun;
    private bool _isTransmitterEmptyPending;
    private bool _hasTimedOut;

    /// <param name="line">Where its interrupts go; IRQ 4 for the first port of a PC.</param>
    /// <param name="hasFifo">False for a 16450.</param>
    public Ns16550(InterruptLine line, bool hasFifo = true)
    {
        ArgumentNullException.ThrowIfNull(line);
        _line = line;
        _hasFifo = hasFifo;
    }

    /// <summary>Raised with each byte that leaves on the line.</summary>
    public event Action<byte>? Transmitted;

    /// <summary>Raised when the driver has made room for input, that is when <see cref="CanReceive"/> may have become true.</summary>
    public event Action? RoomMade;

    /// <summary>True when what is written leaves at once and receive time-outs come at once; false when a test says so with
    /// <see cref="TransmitOne"/> and <see cref="ElapseCharacterTimes"/>.</summary>
    public bool IsImmediate { get; init; } = true;

    /// <summary>Divisor of 115,200 baud that the driver has set.</summary>
    public int Divisor => _divisor;

    /// <summary>The driver's line control register without the divisor latch bit: 3 for 8 bits, no parity, 1 stop bit.</summary>
    public byte LineControl => (byte)(_lcr & ~LcrDivisorLatch);

    /// <summary>True when the driver asks the other side to send (RTS).</summary>
    public bool RequestsToSend => (_mcr & McrRts) != 0;

    /// <summary>True when a byte can be received without loss.</summary>
    public bool CanReceive
    {
        get
        {
            lock (_gate)
                return _received.Count < Depth;
        }
    }

    /// <summary>True when nothing waits in the chip to leave on the line.</summary>
    public bool IsTransmitterEmpty
    {
        get
        {
            lock (_gate)
                return _toTransmit.Count == 0;
        }
    }

    /// <summary>A byte arrives on the line.</summary>
    /// <returns>False when there was no room and a byte was lost.</returns>
    public bool Receive(byte value, LineErrors errors = LineErrors.None)
    {
        lock (_gate)
        {
            bool isTaken = Accept(value, errors);
            UpdateLine();
            return isTaken;
        }
    }

    /// <summary>Time for four characters passes without one, which is when waiting input below the trigger level is announced.</summary>
    public void ElapseCharacterTimes()
    {
        lock (_gate)
        {
            _hasTimedOut = _received.Count > 0;
            UpdateLine();
        }
    }

    /// <summary>One character leaves the transmitter.</summary>
    /// <returns>False when there was none.</returns>
    public bool TransmitOne()
    {
        byte value;
        lock (_gate)
        {
            if (!_toTransmit.TryDequeue(out value))
                return false;
            _isTransmitterEmptyPending |= _toTransmit.Count == 0;
            UpdateLine();
        }

        Transmitted?.Invoke(value);
        return true;
    }

    public byte Read(int offset)
    {
        byte value;
        bool isRoomMade = false;
        lock (_gate)
        {
            value = offset switch
            {
                0 when IsDivisorShown => (byte)_divisor,
                0 => TakeReceived(out isRoomMade),
                1 when IsDivisorShown => (byte)(_divisor >> 8),
                1 => _ier,
                2 => TakeInterruptIdentity(),
                3 => _lcr,
                4 => _mcr,
                5 => TakeLineStatus(),
                6 => ModemStatus(),
                _ => _scratch,
            };
            UpdateLine();
        }

        if (isRoomMade)
            RoomMade?.Invoke();
        return value;
    }

    public void Write(int offset, byte value)
    {
        bool leavesAtOnce = false;
        lock (_gate)
        {
            switch (offset)
            {
                case 0 when IsDivisorShown:
                    _divisor = (ushort)(_divisor & 0xFF00 | value);
                    break;
                case 0 when (_mcr & McrLoop) != 0:
                    Accept(value, LineErrors.None);
                    _isTransmitterEmptyPending = true;
                    break;
                case 0:
                    // A byte written to a full transmitter overwrites what waits there last; the driver must not do it.
                    if (_toTransmit.Count < Depth)
                        _toTransmit.Enqueue(value);
                    _isTransmitterEmptyPending = false;
                    leavesAtOnce = IsImmediate;
                    break;
                case 1 when IsDivisorShown:
                    _divisor = (ushort)(_divisor & 0x00FF | value << 8);
                    break;
                case 1:
                    // Enabling the transmitter interrupt while the transmitter is empty requests it at once.
                    if ((value & ~_ier & IerTransmitterEmpty) != 0 && _toTransmit.Count == 0)
                        _isTransmitterEmptyPending = true;
                    _ier = (byte)(value & 0x0F);
                    break;
                case 2:
                    WriteFifoControl(value);
                    break;
                case 3:
                    _lcr = value;
                    break;
                case 4:
                    _mcr = (byte)(value & 0x1F);
                    break;
                case 7:
                    _scratch = value;
                    break;
            }

            UpdateLine();
        }

        if (leavesAtOnce)
            TransmitOne();
    }

    private int Depth => _isFifoOn ? FifoDepth : 1;

    private bool IsDivisorShown => (_lcr & LcrDivisorLatch) != 0;

    private bool Accept(byte value, LineErrors errors)
    {
        bool isLost = _received.Count == Depth;
        if (isLost)
        {
            // With FIFOs the newest byte is lost, without them the oldest is overwritten.
            _hasOverrun = true;
            if (_isFifoOn)
                return false;
            _received.Clear();
        }

        _received.Enqueue((value, errors));
        if (_received.Count == 1)
            _topErrors = errors;
        _hasTimedOut = IsImmediate;
        return !isLost;
    }

    private byte TakeReceived(out bool isRoomMade)
    {
        isRoomMade = _received.TryDequeue(out (byte Value, LineErrors Errors) top);
        _topErrors = _received.TryPeek(out (byte Value, LineErrors Errors) next) ? next.Errors : LineErrors.None;
        _hasTimedOut = IsImmediate && _received.Count > 0;
        return top.Value;
    }

    private byte TakeInterruptIdentity()
    {
        byte fifoBits = (byte)(_isFifoOn ? 0xC0 : 0);
        byte cause = Cause();
        if (cause == 0x02)
            _isTransmitterEmptyPending = false;
        return (byte)(cause | fifoBits);
    }

    private byte TakeLineStatus()
    {
        byte value = (byte)(_received.Count > 0 ? LsrDataReady : 0);
        if (_toTransmit.Count == 0)
            value |= LsrTransmitterEmpty;
        value |= (byte)_topErrors;
        if (_hasOverrun)
            value |= (byte)LineErrors.Overrun;
        foreach ((_, LineErrors errors) in _received)
        {
            if (_isFifoOn && errors != LineErrors.None)
                value |= LsrErrorInFifo;
        }

        _topErrors = LineErrors.None;
        _hasOverrun = false;
        return value;
    }

    private byte ModemStatus()
    {
        if ((_mcr & McrLoop) == 0)
            return 0xB0;
        int status = (_mcr & McrRts) != 0 ? 0x10 : 0;
        status |= (_mcr & McrDtr) != 0 ? 0x20 : 0;
        status |= (_mcr & McrOut1) != 0 ? 0x40 : 0;
        status |= (_mcr & McrOut2) != 0 ? 0x80 : 0;
        return (byte)status;
    }

    private void WriteFifoControl(byte value)
    {
        if (!_hasFifo)
            return;
        bool isOn = (value & 0x01) != 0;
        if (isOn != _isFifoOn || (isOn && (value & 0x02) != 0))
        {
            _received.Clear();
            _topErrors = LineErrors.None;
        }

        if (isOn != _isFifoOn || (isOn && (value & 0x04) != 0))
            _toTransmit.Clear();
        _isFifoOn = isOn;
        _trigger = !isOn ? 1 : (value >> 6) switch { 0 => 1, 1 => 4, 2 => 8, _ => 14 };
    }

    /// <summary>Interrupt identification, highest priority first (data sheet, table IV).</summary>
    private byte Cause()
    {
        if ((_ier & IerLineStatus) != 0 && (_hasOverrun || _topErrors != LineErrors.None))
            return 0x06;
        if ((_ier & IerReceived) != 0 && _received.Count >= _trigger)
            return 0x04;
        if ((_ier & IerReceived) != 0 && _isFifoOn && _hasTimedOut && _received.Count > 0)
            return 0x0C;
        if ((_ier & IerTransmitterEmpty) != 0 && _isTransmitterEmptyPending)
            return 0x02;
        return 0x01;
    }

    private void UpdateLine() => _line.Drive(Cause() != 0x01 && (_mcr & McrOut2) != 0 && (_mcr & McrLoop) == 0);
}
