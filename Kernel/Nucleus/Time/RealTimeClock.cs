namespace Singular.Nucleus;

/// <summary>One reading of the CMOS clock at boot (Motorola MC146818A data sheet), so that the runtime's clock shows the date
/// before any driver runs. Afterwards the ports belong to whoever is granted them.</summary>
internal static class RealTimeClock
{
    private const ushort Index = 0x70, Data = 0x71;

    public static ulong ReadNanoseconds()
    {
        ulong seconds, again = ReadSeconds();
        do
        {
            seconds = again;
            again = ReadSeconds();
        }
        while (seconds != again);
        return seconds * 1_000_000_000;
    }

    private static ulong ReadSeconds()
    {
        while ((Register(0x0A) & 0x80) != 0)
            Cpu.Pause();
        byte mode = Register(0x0B);
        bool binary = (mode & 4) != 0;
        ulong second = Decode(Register(0), binary);
        ulong minute = Decode(Register(2), binary);
        byte rawHour = Register(4);
        ulong hour = Decode((byte)(rawHour & 0x7F), binary);
        if ((mode & 2) == 0)
            hour = hour % 12 + ((rawHour & 0x80) != 0 ? 12UL : 0);
        ulong day = Decode(Register(7), binary);
        ulong month = Decode(Register(8), binary);
        ulong year = 2000 + Decode(Register(9), binary);
        return ((Days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    }

    /// <summary>Days since 1970-01-01 in the Gregorian calendar; the year starts in March so that the leap day is last.</summary>
    private static ulong Days(ulong year, ulong month, ulong day)
    {
        ulong shifted = month <= 2 ? year - 1 : year;
        ulong monthFromMarch = (month + 9) % 12;
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (153 * monthFromMarch + 2) / 5 + day - 1 - 719_468;
    }

    private static ulong Decode(byte value, bool binary) => binary ? value : (ulong)((value >> 4) * 10 + (value & 15));

    private static byte Register(byte number)
    {
        Cpu.Out8(Index, number);
        return Cpu.In8(Data);
    }
}
