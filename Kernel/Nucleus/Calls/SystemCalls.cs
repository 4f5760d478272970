namespace Singular.Nucleus;

/// <summary>The boot console, the command line, power, and figures about the system.</summary>
internal static unsafe class SystemCalls
{
    private const int InfoWords = 12;

    public static void Register()
    {
        CallTable.Set(0x1060, &ConsoleWrite);
        CallTable.Set(0x1061, &ConsoleRead);
        CallTable.Set(0x1062, &ConsoleRelease);
        CallTable.Set(0x1070, &Information);
        CallTable.Set(0x1071, &CommandLine);
        CallTable.Set(0x1072, &PowerControl);
    }

    /// <summary>What came in on the boot console, without waiting.</summary>
    public static long ReadConsole(Thread* caller, UserAddress to, ulong bytes)
    {
        ulong count = 0;
        while (count < bytes && !BootConsole.Released)
        {
            int read = BootConsole.ReadByte();
            if (read < 0)
                break;
            byte value = (byte)read;
            if (!UserMemory.Write(caller->Process, to.Plus(count), &value, 1))
                return Errno.Fault;
            count++;
        }
        return (long)count;
    }

    private static long ConsoleWrite(Thread* caller) =>
        caller->Process->IsRingZero ? Output.Write(caller, new UserAddress(caller->Frame.Rdi), caller->Frame.Rsi) : Errno.Access;

    private static long ConsoleRead(Thread* caller) =>
        caller->Process->IsRingZero ? ReadConsole(caller, new UserAddress(caller->Frame.Rdi), caller->Frame.Rsi) : Errno.Access;

    private static long ConsoleRelease(Thread* caller)
    {
        if (!caller->Process->IsRingZero)
            return Errno.Access;
        if (caller->Frame.Rdi > 1)
            return Errno.Invalid;
        if (BootConsole.Released && caller->Frame.Rdi == 1)
            BootConsole.Start();
        BootConsole.Released = caller->Frame.Rdi == 0;
        return 0;
    }

    private static long Information(Thread* caller)
    {
        ulong* record = stackalloc ulong[InfoWords];
        record[0] = Frames.Total;
        record[1] = Frames.Total - Frames.Free;
        record[2] = (ulong)Processors.Count;
        record[3] = Clock.BootTicks;
        record[4] = Clock.Hertz;
        record[5] = Counters.RingCrossings;
        record[6] = Counters.PageTableSwitches;
        record[7] = Counters.StateSaves;
        record[8] = Counters.TlbFlushes;
        record[9] = Clock.BootDate;
        record[10] = (ulong)ProcessTable.Count;
        record[11] = (ulong)Scheduler.ThreadCount;
        ulong bytes = caller->Frame.Rsi < InfoWords * 8 ? caller->Frame.Rsi : InfoWords * 8;
        return UserMemory.Write(caller->Process, new UserAddress(caller->Frame.Rdi), record, bytes) ? (long)bytes : Errno.Fault;
    }

    private static long CommandLine(Thread* caller)
    {
        if (!caller->Process->IsRingZero)
            return Errno.Access;
        ulong length = (ulong)BootInfo.CommandLineLength;
        ulong bytes = caller->Frame.Rsi < length ? caller->Frame.Rsi : length;
        return UserMemory.Write(caller->Process, new UserAddress(caller->Frame.Rdi), BootInfo.CommandLine, bytes) ? (long)length : Errno.Fault;
    }

    private static long PowerControl(Thread* caller)
    {
        if (!caller->Process->IsRingZero)
            return Errno.Access;
        switch (caller->Frame.Rdi)
        {
            case 0:
                Power.Off((uint)caller->Frame.Rsi & 0xFF);
                return 0;
            case 1:
                Power.Reset();
                return 0;
            default:
                return Errno.Invalid;
        }
    }
}
