using Singular.Channels.Testing;
using Singular.Drivers.Testing;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>A serial line with somebody at its other end, who heeds RTS and listens to what comes.</summary>
internal sealed class SerialWorld : PcWorld
{
    // Registers and bits of the chip, and the settings that firmware has left (PC16550D data sheet, section 8.0): 600 baud, 7 bits with even
    // parity, all interrupts on, loop-back.
    private const int FirstPort = 0x3F8;
    private static readonly (int Register, byte Value)[] s_left = [(3, 0x80), (0, 0xC0), (1, 0x03), (3, 0x1A), (1, 0x0F), (4, 0x1F), (0, 0x55)];

    private readonly SerialKind _kind;

    /// <summary>Characters of the line are given time for in pieces of so many: a FIFO holds 16.</summary>
    private readonly int _burst;

    /// <summary>More than a driver's queue holds, so that it has to hold the line up.</summary>
    private const int Flood = 9_000;

    private readonly List<Stimulus> _stimuli;
    private readonly List<byte> _onLine = [];
    private readonly Lock _gate = new();
    private SerialModel _model;
    private byte _next = 1;

    internal SerialWorld(DriverUnderCheck driver, SerialKind kind)
        : base(driver, hasSerialFifo: kind != SerialKind.WithoutFifo)
    {
        _kind = kind;
        _burst = kind == SerialKind.WithoutFifo ? 1 : 8;
        if (kind == SerialKind.LeftByFirmware)
        {
            foreach ((int register, byte value) in s_left)
                Platform.Ports.Write((ushort)(FirstPort + register), 1, value);
        }
        _model = NewModel();
        Pc.Serial.Transmitted += value =>
        {
            lock (_gate)
                _onLine.Add(value);
        };
        _stimuli =
        [
            new("a byte comes", () => Come(1)),
            new("3 bytes come", () => Come(3)),
            new("40 bytes come", () => Come(40)),
            new("more comes than is fetched", () => Come(Flood)),
            new("a byte with a framing error comes", () => ComeBroken(LineErrors.Framing)),
            new("the line breaks", () => ComeBroken(LineErrors.Break)),
            new("a byte leaves", () => Leave(1)),
            new("16 bytes leave", () => Leave(16)),
            new("all leaves", () => Leave(int.MaxValue)),
        ];
    }

    public override string Name => _kind switch
    {
        SerialKind.WithoutFifo => "a chip without FIFOs",
        SerialKind.LeftByFirmware => "firmware has left the chip with other settings",
        _ => "",
    };

    public override IReadOnlyList<Stimulus> Stimuli => _stimuli;

    public override object StartModel()
    {
        // What was in the chip when the driver ended still leaves; FIFOs are emptied by the driver's start.
        if (_kind == SerialKind.WithoutFifo)
            Pc.Serial.TransmitOne();
        lock (_gate)
            return _model = NewModel();
    }

    /// <summary>What has left must be what was taken, in order; and what was taken must go on leaving.</summary>
    public override string? WhyWrong()
    {
        if (base.WhyWrong() is { } wrong)
            return wrong;
        if (Pc.Serial.Divisor != 1 || Pc.Serial.LineControl != 3)
            return $"the line is set to divisor {Pc.Serial.Divisor} and line control {Pc.Serial.LineControl}; expected 115,200 baud (1), 8 bits without parity and 1 stop bit (3)";
        lock (_gate)
        {
            if (_onLine.Count > _model.Taken.Count || !System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_onLine).SequenceEqual(
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_model.Taken)[.._onLine.Count]))
                return $"{_onLine.Count} bytes have left that are not the first of the {_model.Taken.Count} that were taken";
            if (Pc.Serial.IsTransmitterEmpty && _onLine.Count < _model.Taken.Count)
                return $"the transmitter is empty and {_model.Taken.Count - _onLine.Count} bytes that were taken do not go on";
        }
        // Whoever is told to stop sending has to be told to go on.
        return !Pc.Serial.RequestsToSend && _model.Waiting.Count == 0 ? "RTS is off although everything has been fetched" : null;
    }

    private SerialModel NewModel() => new(() => OnLine, _onLine);

    private void Come(int count)
    {
        for (int i = 0; i < count && Pc.Serial.CanReceive && Pc.Serial.RequestsToSend; i++)
        {
            // The model first: the driver may answer as soon as the byte is there.
            _model.Come(_next);
            Pc.Serial.Receive(_next++);
            if (i % _burst == _burst - 1)
                PassTime();
        }
        PassTime();
        _model.Announce();
    }

    private void ComeBroken(LineErrors errors)
    {
        if (Pc.Serial.CanReceive && Pc.Serial.RequestsToSend)
            Pc.Serial.Receive(0, errors);
        PassTime();
    }

    private void PassTime()
    {
        Settle();
        Pc.Serial.ElapseCharacterTimes();
        Settle();
    }

    private void Leave(int count)
    {
        for (int i = 0; i < count && Pc.Serial.TransmitOne(); i++)
            Settle();
        _model.AnnounceRoom();
    }

    private int OnLine
    {
        get
        {
            lock (_gate)
                return _onLine.Count;
        }
    }
}
