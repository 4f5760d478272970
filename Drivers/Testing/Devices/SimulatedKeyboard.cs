namespace Singular.Drivers.Testing;

/// <summary>A PS/2 keyboard (IBM PS/2 Hardware Interface Technical Reference, "Keyboard"): its buffer and its commands.</summary>
public sealed class SimulatedKeyboard
{
    private const int BufferBytes = 16;
    private const byte Acknowledge = 0xFA;
    private const byte Resend = 0xFE;
    private const byte TestPassed = 0xAA;
    private const byte Overrun = 0x00;
    private const int NoCommand = -1;

    private readonly Action _changed;
    private readonly Lock _gate = new();
    private readonly Queue<byte> _answers = new();
    private readonly Queue<byte> _keys = new();
    private readonly List<byte> _commands = [];
    private int _awaitedCommand = NoCommand;

    internal SimulatedKeyboard(Action changed) => _changed = changed;

    /// <summary>False when no keyboard is plugged in: it takes no command and sends nothing.</summary>
    public bool IsPluggedIn { get; private set; } = true;

    /// <summary>How many bytes the keyboard asks for again before it takes one.</summary>
    public int ResendRequests { get; set; }

    /// <summary>The scan code set in use, 1 to 3.</summary>
    public int ScanCodeSet { get; private set; } = 2;

    /// <summary>Whether keys are sent.</summary>
    public bool IsScanning { get; private set; } = true;

    /// <summary>The lights: 1 scroll lock, 2 num lock, 4 caps lock.</summary>
    public byte Lights { get; private set; }

    /// <summary>All bytes that the keyboard was sent, in order.</summary>
    public IReadOnlyList<byte> Commands
    {
        get
        {
            lock (_gate)
                return _commands.ToArray();
        }
    }

    /// <summary>The user does something that gives these scan codes, in the set in use. Bytes that the keyboard's buffer has no
    /// room for are lost, and the last that fits says so.</summary>
    public void Send(params ReadOnlySpan<byte> codes)
    {
        lock (_gate)
        {
            foreach (byte code in codes)
            {
                if (!IsPluggedIn || !IsScanning || _keys.Count > BufferBytes)
                    continue;
                _keys.Enqueue(_keys.Count == BufferBytes ? Overrun : code);
            }
        }

        _changed();
    }

    /// <summary>The keyboard is pulled out.</summary>
    public void Unplug()
    {
        lock (_gate)
        {
            IsPluggedIn = false;
            _keys.Clear();
            _answers.Clear();
        }
    }

    /// <summary>A keyboard is plugged in: it tests itself and says so.</summary>
    public void PlugIn()
    {
        lock (_gate)
        {
            IsPluggedIn = true;
            Restart();
        }

        _changed();
    }

    internal bool TryTake(out byte value)
    {
        lock (_gate)
            return _answers.TryDequeue(out value) || _keys.TryDequeue(out value);
    }

    internal void Command(byte value)
    {
        lock (_gate)
        {
            if (!IsPluggedIn)
                return;
            _commands.Add(value);
            if (ResendRequests > 0)
            {
                ResendRequests--;
                _answers.Enqueue(Resend);
                return;
            }

            int awaited = _awaitedCommand;
            _awaitedCommand = NoCommand;
            if (awaited != NoCommand && value < 0xED)
            {
                TakeOption(awaited, value);
                return;
            }

            _answers.Enqueue(Acknowledge);
            switch (value)
            {
                case 0xFF:
                    Restart();
                    break;
                case 0xED or 0xF0 or 0xF3:
                    _awaitedCommand = value;
                    break;
                case 0xF4:
                    IsScanning = true;
                    break;
                case 0xF5:
                    IsScanning = false;
                    break;
            }
        }
    }

    private void TakeOption(int command, byte value)
    {
        _answers.Enqueue(Acknowledge);
        if (command == 0xED)
            Lights = value;
        else if (command == 0xF0 && value == 0)
            _answers.Enqueue((byte)ScanCodeSet);
        else if (command == 0xF0)
            ScanCodeSet = value;
    }

    private void Restart()
    {
        _keys.Clear();
        ScanCodeSet = 2;
        Lights = 0;
        IsScanning = true;
        _answers.Enqueue(TestPassed);
    }
}
