using Singular.Drivers.Testing;

namespace Acme.Driver_1.Tests;

/// <summary>The device as the driver sees it: registers behind an index port and a data port.</summary>
public sealed class SimulatedClock : IPortDevice
{
    private const int IndexPort = 0;
    private readonly byte[] _registers = new byte[128];
    private int _index;

    /// <summary>Raised before each reading of a register, with its number; a test changes registers here.</summary>
    public event Action<int>? Reading;

    public byte this[int register]
    {
        get => _registers[register];
        set => _registers[register] = value;
    }

    /// <summary>Shows a moment in the way that the mode register asks for.</summary>
    public void Show(DateTime moment)
    {
        bool is24Hours = (this[0x0B] & 0x02) != 0;
        this[0x32] = Encode(moment.Year / 100);
        this[0x09] = Encode(moment.Year % 100);
        this[0x08] = Encode(moment.Month);
        this[0x07] = Encode(moment.Day);
        this[0x04] = is24Hours
            ? Encode(moment.Hour)
            : (byte)(Encode((moment.Hour + 11) % 12 + 1) | (moment.Hour >= 12 ? 0x80 : 0));
        this[0x02] = Encode(moment.Minute);
        this[0x00] = Encode(moment.Second);
    }

    public byte Read(int offset)
    {
        if (offset == IndexPort)
            return 0xFF;
        Reading?.Invoke(_index);
        return _registers[_index];
    }

    public void Write(int offset, byte value)
    {
        if (offset == IndexPort)
            _index = value & 0x7F;
        else
            _registers[_index] = value;
    }

    private byte Encode(int number) => (byte)((this[0x0B] & 0x04) != 0 ? number : number / 10 << 4 | number % 10);
}
