namespace Singular.Drivers.Testing;

/// <summary>The 8042 keyboard controller of a PC with a keyboard at its first port (IBM PS/2 Hardware Interface Technical
/// Reference, "Keyboard and Auxiliary Device Controller"). Attach it with <see cref="AttachTo"/>.</summary>
public sealed class I8042
{
    private const byte OutputFull = 0x01;
    private const byte InputFull = 0x02;
    private const byte SystemFlag = 0x04;
    private const byte FromAuxiliary = 0x20;
    private const byte ConfigurationInterrupt = 0x01;
    private const byte ConfigurationKeyboardOff = 0x10;
    private const byte ConfigurationAuxiliaryOff = 0x20;
    private const byte ConfigurationTranslate = 0x40;
    private const int NoCommand = -1;

    private readonly InterruptLine _line;
    private readonly Lock _gate = new();
    private readonly Queue<byte> _answers = new();
    private readonly Queue<byte> _auxiliary = new();
    private byte _configuration = ConfigurationInterrupt | SystemFlag | ConfigurationTranslate;
    private byte _output;
    private bool _isOutputFull;
    private bool _isOutputAuxiliary;
    private bool _isAfterBreak;
    private int _awaitedCommand = NoCommand;
    private int _busyPolls;
    private int _delayedPolls;

    /// <param name="line">Where its interrupts go; IRQ 1 on a PC.</param>
    public I8042(InterruptLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        _line = line;
        Keyboard = new SimulatedKeyboard(Update);
    }

    /// <summary>The keyboard at the first port.</summary>
    public SimulatedKeyboard Keyboard { get; }

    /// <summary>How often the status says "busy" after each byte written to the controller.</summary>
    public int BusyPolls { get; init; }

    /// <summary>How often the status says "nothing there" before each byte shows, as long as interrupts are off.</summary>
    public int AnswerPolls { get; init; }

    /// <summary>What the controller's self-test gives: 0x55 when it passes.</summary>
    public byte SelfTestResult { get; init; } = 0x55;

    /// <summary>What the test of the line to the keyboard gives: 0x00 when it passes.</summary>
    public byte InterfaceTestResult { get; init; }

    /// <summary>True while the controller turns scan code set 2 into set 1.</summary>
    public bool IsTranslating => (_configuration & ConfigurationTranslate) != 0;

    /// <summary>How often the processor's reset line was pulsed.</summary>
    public int ResetCount { get; private set; }

    /// <summary>Puts the controller at ports 0x60 and 0x64.</summary>
    public void AttachTo(SimulatedMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        machine.Attach(new DataPort(this), 0x60, 1);
        machine.Attach(new ControlPort(this), 0x64, 1);
    }

    /// <summary>Raised with each command to the controller, before it is carried out.</summary>
    public event Action<byte>? Commanded;

    /// <summary>A byte comes from the device at the second port.</summary>
    public void ReceiveFromAuxiliary(byte value)
    {
        lock (_gate)
            _auxiliary.Enqueue(value);
        Update();
    }

    private bool IsKeyboardOff => (_configuration & ConfigurationKeyboardOff) != 0;

    private byte ReadStatus()
    {
        lock (_gate)
        {
            byte status = SystemFlag;
            if (_busyPolls > 0)
            {
                _busyPolls--;
                status |= InputFull;
            }

            if (_isOutputFull && _delayedPolls > 0)
                _delayedPolls--;
            else if (_isOutputFull)
                status |= (byte)(OutputFull | (_isOutputAuxiliary ? FromAuxiliary : 0));
            return status;
        }
    }

    private byte ReadData()
    {
        byte value;
        lock (_gate)
        {
            value = _output;
            _isOutputFull = false;
            _line.Drive(false);
        }

        Update();
        return value;
    }

    private void WriteCommand(byte command)
    {
        Commanded?.Invoke(command);
        lock (_gate)
        {
            _busyPolls = BusyPolls;
            _awaitedCommand = NoCommand;
            switch (command)
            {
                case 0x20:
                    _answers.Enqueue(_configuration);
                    break;
                case 0x60 or 0xD1 or 0xD2 or 0xD4:
                    _awaitedCommand = command;
                    break;
                case 0xAA:
                    _configuration = SystemFlag | ConfigurationKeyboardOff | ConfigurationAuxiliaryOff | ConfigurationTranslate;
                    _answers.Enqueue(SelfTestResult);
                    break;
                case 0xA9:
                    _answers.Enqueue(0x00);
                    break;
                case 0xAB:
                    _answers.Enqueue(InterfaceTestResult);
                    break;
                case 0xAD:
                    _configuration |= ConfigurationKeyboardOff;
                    break;
                case 0xAE:
                    _configuration &= unchecked((byte)~ConfigurationKeyboardOff);
                    break;
                case 0xA7:
                    _configuration |= ConfigurationAuxiliaryOff;
                    break;
                case 0xA8:
                    _configuration &= unchecked((byte)~ConfigurationAuxiliaryOff);
                    break;
                case 0xFE:
                    ResetCount++;
                    break;
            }
        }

        Update();
    }

    private void WriteData(byte value)
    {
        int command;
        lock (_gate)
        {
            _busyPolls = BusyPolls;
            command = _awaitedCommand;
            _awaitedCommand = NoCommand;
            switch (command)
            {
                case 0x60:
                    _configuration = value;
                    break;
                case 0xD2:
                    _answers.Enqueue(value);
                    break;
                case NoCommand:
                    // A byte for the keyboard turns its clock on ("Command hex 60 … Disable Keyboard").
                    _configuration &= unchecked((byte)~ConfigurationKeyboardOff);
                    break;
            }
        }

        if (command == NoCommand)
            Keyboard.Command(value);
        Update();
    }

    /// <summary>Moves the next byte to the output buffer where it is free.</summary>
    private void Update()
    {
        lock (_gate)
        {
            if (!_isOutputFull && TryNext(out byte value, out bool isAuxiliary))
            {
                _output = value;
                _isOutputFull = true;
                _isOutputAuxiliary = isAuxiliary;
                _delayedPolls = (_configuration & ConfigurationInterrupt) == 0 ? AnswerPolls : 0;
            }

            bool isRequested = _isOutputFull && !_isOutputAuxiliary && (_configuration & ConfigurationInterrupt) != 0;
            _line.Drive(isRequested);
        }
    }

    private bool TryNext(out byte value, out bool isAuxiliary)
    {
        isAuxiliary = false;
        if (_answers.TryDequeue(out value))
            return true;
        while (!IsKeyboardOff && Keyboard.TryTake(out value))
        {
            if (!IsTranslating)
                return true;
            if (value == 0xF0)
            {
                _isAfterBreak = true;
                continue;
            }

            value = ScanCodeTranslation.ToSet1(value, _isAfterBreak);
            _isAfterBreak = false;
            return true;
        }

        isAuxiliary = true;
        return (_configuration & ConfigurationAuxiliaryOff) == 0 && _auxiliary.TryDequeue(out value);
    }

    private sealed class DataPort(I8042 controller) : IPortDevice
    {
        public byte Read(int offset) => controller.ReadData();

        public void Write(int offset, byte value) => controller.WriteData(value);
    }

    private sealed class ControlPort(I8042 controller) : IPortDevice
    {
        public byte Read(int offset) => controller.ReadStatus();

        public void Write(int offset, byte value) => controller.WriteCommand(value);
    }
}
