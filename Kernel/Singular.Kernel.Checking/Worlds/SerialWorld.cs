using Singular.Channels.Testing;
using Singular.Contracts;
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
    private Model _model;
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
        _model = new Model(this);
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
            return _model = new Model(this);
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

    /// <summary>What the contract says that the device of this world has to give.</summary>
    private sealed class Model(SerialWorld world) : ICharacterDevice, IModelJudge
    {
        /// <summary>The least that a driver may hold before it stops the line: RTS is for a rare case.</summary>
        private const int LeastQueue = 1_024;

        private TaskCompletionSource<int>? _inputWaiter;
        private TaskCompletionSource<int>? _roomWaiter;

        internal List<byte> Taken { get; } = [.. world._onLine];

        internal Queue<byte> Waiting { get; } = new();

        private int Outstanding => Taken.Count - world.OnLine;

        public int Write(ReadOnlySpan<byte> data)
        {
            Taken.AddRange(data);
            return data.Length;
        }

        public int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, Waiting.Count);
            for (int i = 0; i < count; i++)
                buffer[i] = Waiting.Dequeue();
            return count;
        }

        public ValueTask<int> WaitForInput()
        {
            if (Waiting.Count > 0)
                return ValueTask.FromResult(Waiting.Count);
            _inputWaiter ??= new TaskCompletionSource<int>();
            return new ValueTask<int>(_inputWaiter.Task);
        }

        /// <summary>Room there is at the latest when nothing is held any more; how much a driver holds is its own matter.</summary>
        public ValueTask<int> WaitForRoom()
        {
            if (Outstanding == 0)
                return ValueTask.FromResult(1);
            _roomWaiter ??= new TaskCompletionSource<int>();
            return new ValueTask<int>(_roomWaiter.Task);
        }

        public bool Accepts(ModelComparison comparison)
        {
            switch (comparison.Member.Method.Name, comparison.Actual.Value)
            {
                case (nameof(Write), int taken):
                    byte[] data = (byte[])comparison.ModelArguments[0]!;
                    int before = Outstanding - data.Length;
                    Taken.RemoveRange(Taken.Count - (data.Length - Math.Max(0, Math.Min(taken, data.Length))), data.Length - Math.Max(0, Math.Min(taken, data.Length)));
                    return taken >= 0 && taken < data.Length && taken >= LeastQueue - before;
                case (nameof(Read), int given):
                    return comparison.Expected.Value is int most && GivesPart((byte[])comparison.Arguments[0]!, (byte[])comparison.ModelArguments[0]!, given, most);
                case (nameof(WaitForInput), int waiting):
                    return comparison.Expected.Kind == OutcomeKind.Returned && waiting >= 1 && waiting <= Math.Max(1, Waiting.Count + 1);
                default:
                    return comparison.Actual.Value is int and >= 1;
            }
        }

        internal void Come(byte value) => Waiting.Enqueue(value);

        internal void Announce()
        {
            if (Waiting.Count == 0)
                return;
            _inputWaiter?.TrySetResult(Waiting.Count);
            _inputWaiter = null;
        }

        internal void AnnounceRoom()
        {
            if (Outstanding > 0)
                return;
            _roomWaiter?.TrySetResult(1);
            _roomWaiter = null;
        }

        /// <summary>Part of what waits may still be in the chip; what was not given goes back to the front.</summary>
        private bool GivesPart(byte[] actual, byte[] expected, int given, int most)
        {
            bool isEnough = given == most || (given >= LeastQueue && given < most);
            if (!isEnough || !actual.AsSpan(0, given).SequenceEqual(expected.AsSpan(0, given)))
                return false;
            byte[] later = [.. expected[given..most], .. Waiting];
            Waiting.Clear();
            foreach (byte value in later)
                Waiting.Enqueue(value);
            return true;
        }
    }
}
