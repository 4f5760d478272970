using System.Runtime.InteropServices;

namespace Singular.Nucleus;

/// <summary>Processes and their state.</summary>
internal static unsafe class ProcessCalls
{
    private const ulong MaximumHandles = 64, MaximumArgument = 1023;
    private const ulong Forever = ulong.MaxValue;

    /// <summary>No handle has this number: it stands for the caller's own process.</summary>
    private const ulong Self = 0;

    public static void Register()
    {
        CallTable.Set(0x1020, &Create);
        CallTable.Set(0x1021, &Kill);
        CallTable.Set(0x1022, &Wait);
        CallTable.Set(0x1023, &Information);
        CallTable.Set(0x1024, &ReadOutput);
        CallTable.Set(0x1073, &List);
    }

    private static long Create(Thread* caller)
    {
        CreateRecord record;
        byte* argument = stackalloc byte[(int)MaximumArgument + 1];
        byte* name = stackalloc byte[Process.NameSize];
        uint* handles = stackalloc uint[(int)MaximumHandles];
        Process* parent = caller->Process;
        if (!parent->IsRingZero)
            return Errno.Access;
        if (!UserMemory.Read(parent, new UserAddress(caller->Frame.Rdi), &record, (ulong)sizeof(CreateRecord)))
            return Errno.Fault;
        if (record.NameLength == 0 || record.NameLength >= Process.NameSize || record.HandleCount > MaximumHandles || record.Priority >= Scheduler.Priorities)
            return Errno.Invalid;
        ulong argumentLength = 0;
        if (record.Argument != 0 && !ReadString(parent, new UserAddress(record.Argument), argument, &argumentLength))
            return Errno.Fault;
        if (!UserMemory.Read(parent, new UserAddress(record.Name), name, record.NameLength)
            || !UserMemory.Read(parent, new UserAddress(record.Handles), handles, record.HandleCount * 4))
            return Errno.Fault;
        Handle* image = HandleTable.Get(parent, record.Image, HandleKind.Memory);
        if (image == null)
            return Errno.BadHandle;
        // Only a boot image entry: nobody can write to it while it runs.
        if ((image->Rights & Rights.Execute) == 0 || image->Memory->Physical == 0 || image->Memory->IsDevice)
            return Errno.Access;
        Process* process = ProcessTable.Create(parent, false, record.PageLimit == 0 ? ProcessTable.DefaultPageLimit : record.PageLimit);
        if (process == null)
            return Errno.NoMemory;
        process->Priority = record.Priority == 0 ? Scheduler.DefaultPriority : (int)record.Priority;
        Cpu.Copy(process->Name, name, record.NameLength);
        long error = GiveHandles(parent, process, handles, record.HandleCount);
        Thread* thread = null;
        if (error == 0)
            thread = Program.Load(process, image->Memory, argument, argumentLength, &error);
        long number = error;
        if (error == 0)
        {
            number = HandleTable.Add(parent, HandleKind.Process, Rights.Read | Rights.Manage | Rights.Transfer, (ulong)process);
            process->References += number > 0 ? 1 : 0;
        }
        if (number < 0)
        {
            ProcessTable.Abandon(process);
            return number;
        }
        Scheduler.MakeReady(thread);
        return number;
    }

    private static long GiveHandles(Process* from, Process* to, uint* numbers, ulong count)
    {
        for (ulong i = 0; i < count; i++)
        {
            Handle* handle = HandleTable.GetAny(from, numbers[i]);
            if (handle == null)
                return Errno.BadHandle;
            if ((handle->Rights & Rights.Transfer) == 0)
                return Errno.Access;
            long number = HandleTable.Add(to, handle->Kind, handle->Rights, handle->Object);
            if (number < 0)
                return number;
            HandleTable.Hold(handle);
        }
        return 0;
    }

    private static long Kill(Thread* caller)
    {
        Handle* handle = HandleTable.Get(caller->Process, caller->Frame.Rdi, HandleKind.Process);
        if (handle == null)
            return Errno.BadHandle;
        if ((handle->Rights & Rights.Manage) == 0)
            return Errno.Access;
        ProcessTable.Kill(handle->Process, ProcessState.Killed, 128 + Signals.Kill);
        return 0;
    }

    private static long Wait(Thread* caller)
    {
        Handle* handle = HandleTable.Get(caller->Process, caller->Frame.Rdi, HandleKind.Process);
        if (handle == null)
            return Errno.BadHandle;
        Process* process = handle->Process;
        if (process->Root == 0)
            return (long)process->ExitStatus;
        ulong timeout = caller->Frame.Rsi;
        if (timeout == 0)
            return Errno.TimedOut;
        ProcessTable.AddWaiter(process, caller);
        Scheduler.Block(caller, WaitKind.Process, timeout == Forever ? 0 : Clock.TicksAt(Clock.Nanoseconds() + timeout));
        return Errno.Pending;
    }

    private static long Information(Thread* caller)
    {
        Process* process = caller->Process;
        if (caller->Frame.Rdi != Self)
        {
            Handle* handle = HandleTable.Get(process, caller->Frame.Rdi, HandleKind.Process);
            if (handle == null)
                return Errno.BadHandle;
            process = handle->Process;
        }
        ulong* record = stackalloc ulong[10];
        record[0] = process->Root != 0 ? 0UL : (ulong)process->State;
        record[1] = process->ExitStatus;
        record[2] = process->Pages;
        record[3] = process->SharedPages;
        record[4] = (ulong)process->ThreadCount;
        record[5] = process->LastTrapRing;
        record[6] = process->FaultVector;
        record[7] = process->FaultAddress;
        record[8] = process->FaultRip;
        record[9] = process->Root / Layout.PageSize;
        ulong used = Clock.FromTicks(process->UsedTicks);
        UserAddress to = new(caller->Frame.Rsi);
        return UserMemory.Write(caller->Process, to, record, 80) && UserMemory.Write64(caller->Process, to.Plus(80), used) ? 0 : Errno.Fault;
    }

    private static long ReadOutput(Thread* caller)
    {
        Handle* handle = HandleTable.Get(caller->Process, caller->Frame.Rdi, HandleKind.Process);
        if (handle == null)
            return Errno.BadHandle;
        byte* chunk = stackalloc byte[256];
        ulong wanted = caller->Frame.R10 < 256 ? caller->Frame.R10 : 256;
        ulong count = ProcessOutput.Read(handle->Process, caller->Frame.Rsi, chunk, wanted);
        return UserMemory.Write(caller->Process, new UserAddress(caller->Frame.Rdx), chunk, count) ? (long)count : Errno.Fault;
    }

    /// <summary>Records of 96 bytes: id, ring, pages, threads, then the name.</summary>
    private static long List(Thread* caller)
    {
        const ulong RecordBytes = 32 + Process.NameSize;
        if (!caller->Process->IsRingZero)
            return Errno.Access;
        ulong written = 0;
        ulong* numbers = stackalloc ulong[4];
        for (Process* process = ProcessTable.First; process != null; process = process->NextProcess)
        {
            if (written + RecordBytes > caller->Frame.Rsi)
                break;
            numbers[0] = process->Id;
            numbers[1] = process->IsRingZero ? 0UL : 3;
            numbers[2] = process->Pages;
            numbers[3] = (ulong)process->ThreadCount;
            UserAddress to = new(caller->Frame.Rdi + written);
            if (!UserMemory.Write(caller->Process, to, numbers, 32)
                || !UserMemory.Write(caller->Process, to.Plus(32), process->Name, Process.NameSize))
                return Errno.Fault;
            written += RecordBytes;
        }
        return (long)written;
    }

    private static bool ReadString(Process* process, UserAddress from, byte* to, ulong* length)
    {
        for (ulong i = 0; i <= MaximumArgument; i++)
        {
            if (!UserMemory.Read(process, from.Plus(i), to + i, 1))
                return false;
            if (to[i] == 0)
            {
                *length = i;
                return true;
            }
        }
        return false;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct CreateRecord
    {
        public ulong Image, Name, NameLength, Handles, HandleCount, Argument, PageLimit, Priority;
    }
}
