namespace Singular.Nucleus;

/// <summary>
/// What is left of files: the three standard streams, and a pipe whose end the runtime's signal thread reads for ever.
/// Nothing can be opened.
/// </summary>
internal static unsafe class LinuxFiles
{
    private const ulong StandardInput = 0, StandardOutput = 1, StandardError = 2, PipeRead = 3, PipeWrite = 4;

    private const ulong MaximumParts = 1024;

    public static void Register()
    {
        CallTable.Set(0, &Read);
        CallTable.Set(1, &Write);
        CallTable.Set(3, &Close);
        CallTable.Set(5, &StatDescriptor);
        CallTable.Set(8, &Seek);
        CallTable.Set(16, &Control);
        CallTable.Set(20, &WriteParts);
        CallTable.Set(32, &Duplicate);
        CallTable.Set(72, &DescriptorControl);
        CallTable.Set(89, &NoSuchFile);
        CallTable.Set(137, &NoSuchFile);
        CallTable.Set(257, &NoSuchFile);
        CallTable.Set(262, &Stat);
        CallTable.Set(293, &Pipe);
    }

    private static long Read(Thread* caller)
    {
        switch (caller->Frame.Rdi)
        {
            case StandardInput when caller->Process->IsRingZero:
                return SystemCalls.ReadConsole(caller, new UserAddress(caller->Frame.Rsi), caller->Frame.Rdx);
            case StandardInput:
                return 0;
            case PipeRead:
                Scheduler.Block(caller, WaitKind.Forever, 0);
                return Errno.Pending;
            default:
                return Errno.BadHandle;
        }
    }

    private static long Write(Thread* caller)
    {
        if (caller->Frame.Rdi is not (StandardOutput or StandardError))
            return Errno.BadHandle;
        return Output.Write(caller, new UserAddress(caller->Frame.Rsi), caller->Frame.Rdx);
    }

    private static long WriteParts(Thread* caller)
    {
        if (caller->Frame.Rdi is not (StandardOutput or StandardError))
            return Errno.BadHandle;
        if (caller->Frame.Rdx > MaximumParts)
            return Errno.Invalid;
        ulong* part = stackalloc ulong[2];
        long total = 0;
        for (ulong i = 0; i < caller->Frame.Rdx; i++)
        {
            if (!UserMemory.Read(caller->Process, new UserAddress(caller->Frame.Rsi + 16 * i), part, 16))
                return Errno.Fault;
            long written = part[1] == 0 ? 0 : Output.Write(caller, new UserAddress(part[0]), part[1]);
            if (written < 0)
                return written;
            total += written;
        }
        return total;
    }

    private static long Close(Thread* caller) => caller->Frame.Rdi <= PipeWrite ? 0 : Errno.BadHandle;

    private static long Seek(Thread* caller) => -29;

    private static long Control(Thread* caller) => Errno.NotTerminal;

    private static long Duplicate(Thread* caller) => caller->Frame.Rdi <= StandardError ? (long)caller->Frame.Rdi : Errno.BadHandle;

    private static long DescriptorControl(Thread* caller)
    {
        const ulong DuplicateFrom = 0, GetFlags = 3, DuplicateClosing = 1030, ReadWrite = 2;
        if (caller->Frame.Rdi > PipeWrite)
            return Errno.BadHandle;
        // The streams cannot be closed, so a duplicate is the stream itself.
        if (caller->Frame.Rsi is DuplicateFrom or DuplicateClosing)
            return (long)caller->Frame.Rdi;
        return caller->Frame.Rsi == GetFlags ? (long)ReadWrite : 0;
    }

    private static long NoSuchFile(Thread* caller) => Errno.NoEntry;

    /// <summary>fstat of the standard streams: a character device (struct stat of x86-64: 144 bytes, mode at 24).</summary>
    private static long StatDescriptor(Thread* caller) => StatInto(caller, caller->Frame.Rdi, new UserAddress(caller->Frame.Rsi));

    private static long Stat(Thread* caller)
    {
        const ulong EmptyPath = 0x1000;
        return (caller->Frame.R10 & EmptyPath) == 0 ? Errno.NoEntry
            : StatInto(caller, caller->Frame.Rdi, new UserAddress(caller->Frame.Rdx));
    }

    private static long StatInto(Thread* caller, ulong descriptor, UserAddress to)
    {
        const uint CharacterDevice = 0x2000 | 0x1B6;
        if (descriptor > PipeWrite)
            return Errno.BadHandle;
        return UserMemory.Clear(caller->Process, to, 144) && UserMemory.Write32(caller->Process, to.Plus(24), CharacterDevice)
            ? 0 : Errno.Fault;
    }

    private static long Pipe(Thread* caller)
    {
        ulong both = PipeRead | (PipeWrite << 32);
        return UserMemory.Write64(caller->Process, new UserAddress(caller->Frame.Rdi), both) ? 0 : Errno.Fault;
    }
}
