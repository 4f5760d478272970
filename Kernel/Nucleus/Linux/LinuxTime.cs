namespace Singular.Nucleus;

/// <summary>Clocks and sleeping.</summary>
internal static unsafe class LinuxTime
{
    private const ulong RealTime = 0, Monotonic = 1, ProcessTime = 2, ThreadTime = 3, MonotonicRaw = 4, RealTimeCoarse = 5,
        MonotonicCoarse = 6, BootTime = 7;
    private const ulong Second = 1_000_000_000;
    private const ulong AbsoluteFlag = 1;

    public static void Register()
    {
        CallTable.Set(35, &Sleep);
        CallTable.Set(96, &GetTimeOfDay);
        CallTable.Set(201, &Time);
        CallTable.Set(228, &GetTime);
        CallTable.Set(229, &GetResolution);
        CallTable.Set(230, &ClockSleep);
    }

    /// <summary>Reads a timespec and makes TSC ticks of it. 0, or a negative error number.</summary>
    public static long ReadDeadline(Thread* caller, UserAddress from, bool absolute, bool realTime, ulong* deadline)
    {
        ulong* time = stackalloc ulong[2];
        if (!UserMemory.Read(caller->Process, from, time, 16))
            return Errno.Fault;
        if (time[1] >= Second)
            return Errno.Invalid;
        const ulong Far = 3_000_000_000;
        ulong nanoseconds = (long)time[0] < 0 ? 0 : time[0] > Far ? Far * Second : time[0] * Second + time[1];
        if (!absolute)
            nanoseconds += Clock.Nanoseconds();
        else if (realTime)
            nanoseconds = nanoseconds > Clock.BootDate ? nanoseconds - Clock.BootDate : 0;
        *deadline = Clock.TicksAt(nanoseconds);
        return 0;
    }

    private static long GetTime(Thread* caller)
    {
        ulong now;
        switch (caller->Frame.Rdi)
        {
            case RealTime or RealTimeCoarse:
                now = Clock.BootDate + Clock.Nanoseconds();
                break;
            case Monotonic or MonotonicRaw or MonotonicCoarse or BootTime:
                now = Clock.Nanoseconds();
                break;
            case ProcessTime or ThreadTime:
                now = Clock.FromTicks(caller->Process->UsedTicks + Cpu.ReadTsc() - Processors.Current->SwitchedAt);
                break;
            default:
                return Errno.Invalid;
        }
        return Store(caller, caller->Frame.Rsi, now / Second, now % Second);
    }

    private static long GetResolution(Thread* caller) => caller->Frame.Rsi == 0 ? 0 : Store(caller, caller->Frame.Rsi, 0, 1);

    private static long GetTimeOfDay(Thread* caller)
    {
        ulong now = Clock.BootDate + Clock.Nanoseconds();
        return Store(caller, caller->Frame.Rdi, now / Second, now % Second / 1000);
    }

    private static long Time(Thread* caller)
    {
        ulong seconds = (Clock.BootDate + Clock.Nanoseconds()) / Second;
        UserAddress to = new(caller->Frame.Rdi);
        return to.IsNull || UserMemory.Write64(caller->Process, to, seconds) ? (long)seconds : Errno.Fault;
    }

    private static long Sleep(Thread* caller) => Sleep(caller, new UserAddress(caller->Frame.Rdi), false, false);

    private static long ClockSleep(Thread* caller) =>
        Sleep(caller, new UserAddress(caller->Frame.Rdx), (caller->Frame.Rsi & AbsoluteFlag) != 0, caller->Frame.Rdi == RealTime);

    private static long Sleep(Thread* caller, UserAddress time, bool absolute, bool realTime)
    {
        ulong deadline;
        long error = ReadDeadline(caller, time, absolute, realTime, &deadline);
        if (error != 0)
            return error;
        Scheduler.Block(caller, WaitKind.Sleep, deadline);
        return Errno.Pending;
    }

    private static long Store(Thread* caller, ulong to, ulong first, ulong second)
    {
        ulong* pair = stackalloc ulong[2];
        pair[0] = first;
        pair[1] = second;
        return UserMemory.Write(caller->Process, new UserAddress(to), pair, 16) ? 0 : Errno.Fault;
    }
}
