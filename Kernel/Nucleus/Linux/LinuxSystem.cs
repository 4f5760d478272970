namespace Singular.Nucleus;

/// <summary>Questions about the machine and the process.</summary>
internal static unsafe class LinuxSystem
{
    private const ulong MaximumRandom = 1 << 20;

    public static void Register()
    {
        CallTable.Set(63, &Name);
        CallTable.Set(97, &GetLimit);
        CallTable.Set(98, &GetUsage);
        CallTable.Set(99, &Information);
        CallTable.Set(157, &ProcessControl);
        CallTable.Set(302, &Limit);
        CallTable.Set(318, &GetRandom);
    }

    /// <summary>uname: six fields of 65 bytes. glibc refuses to start on a kernel that it takes for too old.</summary>
    private static long Name(Thread* caller)
    {
        byte* fields = stackalloc byte[65 * 6];
        for (int i = 0; i < 65 * 6; i++)
            fields[i] = 0;
        Put(fields, "Linux");
        Put(fields + 65, "singular");
        Put(fields + 65 * 2, "6.1.0");
        Put(fields + 65 * 3, "Singular nucleus");
        Put(fields + 65 * 4, "x86_64");
        return UserMemory.Write(caller->Process, new UserAddress(caller->Frame.Rdi), fields, 65 * 6) ? 0 : Errno.Fault;
    }

    private static long GetLimit(Thread* caller) => WriteLimit(caller, caller->Frame.Rdi, new UserAddress(caller->Frame.Rsi));

    private static long Limit(Thread* caller)
    {
        if (caller->Frame.Rdi != 0 && caller->Frame.Rdi != caller->Process->Id)
            return Errno.NoProcess;
        UserAddress old = new(caller->Frame.R10);
        return old.IsNull ? 0 : WriteLimit(caller, caller->Frame.Rsi, old);
    }

    private static long WriteLimit(Thread* caller, ulong resource, UserAddress to)
    {
        const ulong Stack = 3, Files = 7, Unlimited = ulong.MaxValue;
        ulong* limit = stackalloc ulong[2];
        limit[0] = resource switch { Stack => Program.StackBytes, Files => 5, _ => Unlimited };
        limit[1] = limit[0];
        return UserMemory.Write(caller->Process, to, limit, 16) ? 0 : Errno.Fault;
    }

    /// <summary>getrusage: processor time in the first timeval of 144 bytes.</summary>
    private static long GetUsage(Thread* caller)
    {
        ulong microseconds = Clock.FromTicks(caller->Process->UsedTicks) / 1000;
        UserAddress to = new(caller->Frame.Rsi);
        return UserMemory.Clear(caller->Process, to, 144) && UserMemory.Write64(caller->Process, to, microseconds / 1_000_000)
            && UserMemory.Write64(caller->Process, to.Plus(8), microseconds % 1_000_000) ? 0 : Errno.Fault;
    }

    /// <summary>sysinfo: uptime, memory that this process may use, unit 1 (struct sysinfo, 112 bytes).</summary>
    private static long Information(Thread* caller)
    {
        Process* process = caller->Process;
        ulong pages = process->PageLimit < Frames.Total ? process->PageLimit : Frames.Total;
        ulong free = pages - process->Pages < Frames.Free ? pages - process->Pages : Frames.Free;
        UserAddress to = new(caller->Frame.Rdi);
        bool written = UserMemory.Clear(process, to, 112)
            && UserMemory.Write64(process, to, Clock.Nanoseconds() / 1_000_000_000)
            && UserMemory.Write64(process, to.Plus(32), pages * Layout.PageSize)
            && UserMemory.Write64(process, to.Plus(40), free * Layout.PageSize)
            && UserMemory.Write64(process, to.Plus(104), 1);
        return written ? 0 : Errno.Fault;
    }

    /// <summary>prctl: names of threads and of memory are accepted and not kept.</summary>
    private static long ProcessControl(Thread* caller)
    {
        const ulong SetName = 15, SetVma = 0x5356_4D41;
        return caller->Frame.Rdi is SetName or SetVma ? 0 : Errno.Invalid;
    }

    private static long GetRandom(Thread* caller)
    {
        ulong bytes = caller->Frame.Rsi < MaximumRandom ? caller->Frame.Rsi : MaximumRandom;
        for (ulong done = 0; done < bytes;)
        {
            ulong word = Randomness.Next();
            ulong run = bytes - done < 8 ? bytes - done : 8;
            if (!UserMemory.Write(caller->Process, new UserAddress(caller->Frame.Rdi + done), &word, run))
                return Errno.Fault;
            done += run;
        }
        return (long)bytes;
    }

    private static void Put(byte* field, string text)
    {
        for (int i = 0; i < text.Length; i++)
            field[i] = Text.At(text, i);
    }
}
