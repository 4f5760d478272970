namespace Singular.Nucleus;

/// <summary>
/// The polled console on the first serial port (16550, National Semiconductor data sheet PC16550D). The managed kernel uses
/// it until a serial driver runs; then it is released and the nucleus touches the port in a panic only.
/// </summary>
internal static unsafe class BootConsole
{
    private const ushort Data = 0x3F8, InterruptEnable = 0x3F9, FifoControl = 0x3FA, LineControl = 0x3FB, ModemControl = 0x3FC,
        LineStatus = 0x3FD;
    private const byte DataReady = 1, TransmitterEmpty = 0x20;

    /// <summary>Polls of the line status before a byte is given up: a machine without the port must still boot.</summary>
    private const int Patience = 100_000;

    public static bool Released;

    public static void Start()
    {
        Cpu.Out8(InterruptEnable, 0);
        Cpu.Out8(LineControl, 0x80);
        Cpu.Out8(Data, 1);
        Cpu.Out8(InterruptEnable, 0);
        Cpu.Out8(LineControl, 3);
        Cpu.Out8(FifoControl, 7);
        Cpu.Out8(ModemControl, 3);
    }

    public static void WriteByte(byte value)
    {
        for (int i = 0; i < Patience && (Cpu.In8(LineStatus) & TransmitterEmpty) == 0; i++)
            Cpu.Pause();
        Cpu.Out8(Data, value);
    }

    /// <summary>The next byte that came in; −1 if none did.</summary>
    public static int ReadByte()
    {
        byte status = Cpu.In8(LineStatus);
        return (status & DataReady) != 0 && status != 0xFF ? Cpu.In8(Data) : -1;
    }

    public static void Write(byte* text, ulong length)
    {
        for (ulong i = 0; i < length; i++)
            WriteByte(text[i]);
    }

    public static void Write(string text)
    {
        for (int i = 0; i < text.Length; i++)
            WriteByte(Text.At(text, i));
    }

    public static void WriteHex(ulong value)
    {
        Write("0x");
        bool started = false;
        for (int shift = 60; shift >= 0; shift -= 4)
        {
            uint digit = (uint)(value >> shift) & 15;
            if (digit == 0 && !started && shift != 0)
                continue;
            started = true;
            WriteByte((byte)(digit < 10 ? '0' + digit : 'a' + digit - 10));
        }
    }

    public static void WriteDecimal(ulong value)
    {
        byte* digits = stackalloc byte[20];
        int count = 0;
        do
        {
            digits[count++] = (byte)('0' + value % 10);
            value /= 10;
        }
        while (value != 0);
        while (count > 0)
            WriteByte(digits[--count]);
    }
}
