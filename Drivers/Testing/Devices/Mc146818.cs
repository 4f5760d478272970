namespace Singular.Drivers.Testing;

/// <summary>The real-time clock of a PC (Motorola MC146818A data sheet), with the century in register 0x32, on two ports:
/// index and data. Give it a time source; what it shows is that time, with the update cycle where each second begins.</summary>
public sealed class Mc146818 : IPortDevice
{
    private const int RegisterCount = 128;
    private const int RegisterA = 0x0A;
    private const int RegisterB = 0x0B;
    private const int RegisterC = 0x0C;
    private const int RegisterD = 0x0D;
    private const int CenturyRegister = 0x32;
    private const byte UpdateInProgress = 0x80;
    private const byte Set = 0x80;
    private const byte Binary = 0x04;
    private const byte TwentyFourHours = 0x02;
    private const byte Valid = 0x80;
    private const byte Afternoon = 0x80;

    /// <summary>Table 5 of the data sheet, 32.768 kHz time base: the announcement comes this long before the update.</summary>
    private const double AnnouncedMicroseconds = 244;

    /// <summary>Table 5 of the data sheet, 32.768 kHz time base: how long the update takes.</summary>
    private const double UpdateMicroseconds = 1984;

    private readonly Func<DateTime> _time;
    private readonly byte[] _memory = new byte[RegisterCount];
    private readonly Dictionary<int, byte> _forced = [];
    private readonly Lock _gate = new();
    private TimeSpan _offset;
    private int _index;
    private uint _noise = 1;

    /// <param name="time">The time to show, in UTC, with fractions of a second.</param>
    public Mc146818(Func<DateTime> time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _memory[RegisterA] = 0x26;
        _memory[RegisterB] = TwentyFourHours;
    }

    /// <summary>The time that it shows, with fractions of a second; what it shows when it is stopped stands in its registers.</summary>
    public DateTime Now
    {
        get
        {
            lock (_gate)
                return _time() + _offset;
        }
    }

    /// <summary>Raised before each access to a port; a test moves time on here.</summary>
    public event Action? Accessing;

    /// <summary>Numbers are binary instead of BCD (DM of register B).</summary>
    public bool IsBinary
    {
        get => (_memory[RegisterB] & Binary) != 0;
        set => _memory[RegisterB] = (byte)(value ? _memory[RegisterB] | Binary : _memory[RegisterB] & ~Binary);
    }

    /// <summary>Hours count from 0 to 23 instead of 1 to 12 with a mark for the afternoon (24/12 of register B).</summary>
    public bool Is24Hours
    {
        get => (_memory[RegisterB] & TwentyFourHours) != 0;
        set => _memory[RegisterB] = (byte)(value ? _memory[RegisterB] | TwentyFourHours : _memory[RegisterB] & ~TwentyFourHours);
    }

    /// <summary>The battery has not failed (VRT of register D).</summary>
    public bool IsBatteryGood { get; set; } = true;

    /// <summary>Makes a register read as one value for ever, as broken hardware does.</summary>
    public void Force(int register, byte value) => _forced[register] = value;

    /// <summary>Lets a register that was forced work again.</summary>
    public void Release(int register) => _forced.Remove(register);

    /// <summary>Sets the time shown now; it goes on from there with the time source.</summary>
    public void SetTime(DateTime utc)
    {
        lock (_gate)
            _offset = utc - _time();
    }

    public byte Read(int offset)
    {
        Accessing?.Invoke();
        lock (_gate)
        {
            // The index port is write-only on a PC.
            if (offset == 0)
                return 0xFF;
            return _forced.TryGetValue(_index, out byte forced) ? forced : ReadRegister();
        }
    }

    public void Write(int offset, byte value)
    {
        Accessing?.Invoke();
        lock (_gate)
        {
            // Bit 7 of the index port is the PC's NMI mask, not part of the address.
            if (offset == 0)
                _index = value & (RegisterCount - 1);
            else
                WriteRegister(value);
        }
    }

    private byte ReadRegister()
    {
        DateTime now = _time() + _offset;
        switch (_index)
        {
            case RegisterA:
                bool isUpdating = !IsStopped && (Fraction(now) < UpdateMicroseconds || Fraction(now) >= 1_000_000 - AnnouncedMicroseconds);
                return (byte)(_memory[RegisterA] | (isUpdating ? UpdateInProgress : 0));
            case RegisterC:
                return 0;
            case RegisterD:
                return IsBatteryGood ? Valid : (byte)0;
            default:
                if (IsStopped || !IsTime(_index))
                    return _memory[_index];
                return Encoded(_index, Shown(now));
        }
    }

    private void WriteRegister(byte value)
    {
        bool wasStopped = IsStopped;
        if (_index == RegisterB && !wasStopped && (value & Set) != 0)
            FreezeTime();
        _memory[_index] = _index == RegisterA ? (byte)(value & ~UpdateInProgress) : value;
        if (wasStopped && !IsStopped)
            _offset = DecodedTime() - _time();
    }

    private bool IsStopped => (_memory[RegisterB] & Set) != 0;

    private static bool IsTime(int register) => register is 0 or 2 or 4 or 6 or 7 or 8 or 9 or CenturyRegister;

    private static double Fraction(DateTime time) => time.Ticks % TimeSpan.TicksPerSecond / (double)TimeSpan.TicksPerMicrosecond;

    /// <summary>While the update runs, the registers change one by one: each shows the old or the new second.</summary>
    private DateTime Shown(DateTime now)
    {
        if (Fraction(now) >= UpdateMicroseconds)
            return now;
        _noise = _noise * 1_664_525 + 1_013_904_223;
        return (_noise & 0x8000_0000) != 0 ? now : now.AddSeconds(-1);
    }

    private void FreezeTime()
    {
        DateTime now = _time() + _offset;
        for (int register = 0; register < RegisterCount; register++)
        {
            if (IsTime(register))
                _memory[register] = Encoded(register, now);
        }
    }

    private byte Encoded(int register, DateTime time) => register switch
    {
        0 => Encoded(time.Second),
        2 => Encoded(time.Minute),
        4 when Is24Hours => Encoded(time.Hour),
        4 => (byte)(Encoded((time.Hour + 11) % 12 + 1) | (time.Hour >= 12 ? Afternoon : 0)),
        6 => Encoded((int)time.DayOfWeek + 1),
        7 => Encoded(time.Day),
        8 => Encoded(time.Month),
        9 => Encoded(time.Year % 100),
        _ => Encoded(time.Year / 100),
    };

    private byte Encoded(int number) => (byte)(IsBinary ? number : number / 10 << 4 | number % 10);

    private int Decoded(byte value) => IsBinary ? value : (value >> 4) * 10 + (value & 0x0F);

    private DateTime DecodedTime()
    {
        int hour = Is24Hours
            ? Decoded(_memory[4])
            : Decoded((byte)(_memory[4] & ~Afternoon)) % 12 + ((_memory[4] & Afternoon) != 0 ? 12 : 0);
        return new DateTime(Decoded(_memory[CenturyRegister]) * 100 + Decoded(_memory[9]), Decoded(_memory[8]), Decoded(_memory[7]),
            hour, Decoded(_memory[2]), Decoded(_memory[0]), DateTimeKind.Utc);
    }
}
