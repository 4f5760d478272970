using Singular.Kernel.CheckAgent.Line;

namespace Singular.Kernel.Checking.Guest.Worlds;

/// <summary>The registers of the PC's real-time clock, with its divider held in reset (MC146818A data sheet, table 4): so the time stands still,
/// and the registers hold whatever was written to them.</summary>
internal sealed class CmosRegisters
{
    internal const byte Seconds = 0x00, Minutes = 0x02, Hours = 0x04, Day = 0x07, Month = 0x08, Year = 0x09, Century = 0x32;

    private const int IndexPort = 0x70;
    private const int DataPort = 0x71;
    private const byte RegisterA = 0x0A;
    private const byte RegisterB = 0x0B;
    private const byte DividerInReset = 0x76;
    private const byte Set = 0x80, Binary = 0x04, Of24Hours = 0x02, Afternoon = 0x80;

    private readonly GuestMachine _machine;
    private readonly Dictionary<byte, byte> _registers = [];

    internal CmosRegisters(GuestMachine machine)
    {
        _machine = machine;
        Write((RegisterA, DividerInReset), (RegisterB, Of24Hours));
    }

    /// <summary>The clock is stopped to be set.</summary>
    internal bool IsBeingSet => (_registers[RegisterB] & Set) != 0;

    internal bool IsBinary => (_registers[RegisterB] & Binary) != 0;

    internal bool Is24Hours => (_registers[RegisterB] & Of24Hours) != 0;

    /// <summary>What a register holds.</summary>
    internal byte this[byte register] => _registers[register];

    /// <summary>Lets the clock show a time, in its present mode.</summary>
    internal void Show(DateTime time) => Write(
        (Seconds, Written(time.Second)), (Minutes, Written(time.Minute)), (Hours, WrittenHour(time.Hour)), (Day, Written(time.Day)),
        (Month, Written(time.Month)), (Year, Written(time.Year % 100)), (Century, Written(time.Year / 100)));

    /// <summary>Lets a register hold a value.</summary>
    internal void Force(byte register, byte value) => Write((register, value));

    /// <summary>Changes how numbers are written. What is shown stays, and means something else.</summary>
    internal void SetMode(bool isBinary, bool is24Hours) =>
        Write((RegisterB, (byte)((_registers[RegisterB] & Set) | (isBinary ? Binary : 0) | (is24Hours ? Of24Hours : 0))));

    /// <summary>Somebody begins, or ends, to set the clock.</summary>
    internal void BeSet(bool isOn) => Write((RegisterB, (byte)((_registers[RegisterB] & ~Set) | (isOn ? Set : 0))));

    /// <summary>What a register's value means as an hour, 0 to 23; negative where it is none.</summary>
    internal int Hour()
    {
        byte value = _registers[Hours];
        if (Is24Hours)
            return Number(Hours);
        int hour = Number((byte)(value & ~Afternoon), IsBinary);
        return hour is < 1 or > 12 ? -1 : hour % 12 + ((value & Afternoon) != 0 ? 12 : 0);
    }

    /// <summary>What a register's value means; negative where it is no number.</summary>
    internal int Number(byte register) => Number(_registers[register], IsBinary);

    private static int Number(byte value, bool isBinary) =>
        isBinary ? value : (value & 0x0F) > 9 || value >> 4 > 9 ? -1 : (value >> 4) * 10 + (value & 0x0F);

    private byte Written(int number) => (byte)(IsBinary ? number : number / 10 << 4 | number % 10);

    private byte WrittenHour(int hour) => Is24Hours
        ? Written(hour)
        : (byte)(Written(hour % 12 == 0 ? 12 : hour % 12) | (hour >= 12 ? Afternoon : 0));

    private void Write(params IReadOnlyList<(byte Register, byte Value)> writes)
    {
        _machine.Access([.. writes.SelectMany(write => (PortAccess[])[PortAccess.Write8(IndexPort, write.Register), PortAccess.Write8(DataPort, write.Value)])]);
        foreach ((byte register, byte value) in writes)
            _registers[register] = value;
    }
}
