namespace Singular.Nucleus;

/// <summary>Interrupt lines.</summary>
internal static unsafe class InterruptCalls
{
    private const ulong Forever = ulong.MaxValue;

    public static void Register()
    {
        CallTable.Set(0x1030, &Create);
        CallTable.Set(0x1031, &Wait);
        CallTable.Set(0x1032, &Cancel);
    }

    private static long Create(Thread* caller)
    {
        if (!caller->Process->IsRingZero)
            return Errno.Access;
        // Line 2 is the cascade of the two PICs: nothing arrives there.
        if (caller->Frame.Rdi >= InterruptLine.Lines || caller->Frame.Rdi == 2 || Acpi.IoApicAddress == 0)
            return Errno.Invalid;
        int number = (int)caller->Frame.Rdi;
        if (InterruptLine.Get(number)->References != 0)
            return Errno.Busy;
        InterruptLine* line = InterruptLine.Claim(number);
        long handle = HandleTable.Add(caller->Process, HandleKind.Interrupt, Rights.Read | Rights.Transfer | Rights.Manage, (ulong)line);
        if (handle < 0)
            InterruptLine.Release(line);
        return handle;
    }

    private static long Wait(Thread* caller)
    {
        Handle* handle = HandleTable.Get(caller->Process, caller->Frame.Rdi, HandleKind.Interrupt);
        if (handle == null)
            return Errno.BadHandle;
        if ((handle->Rights & Rights.Read) == 0)
            return Errno.Access;
        InterruptLine* line = handle->Interrupt;
        if (line->Waiter != null)
            return Errno.Busy;
        if (line->Stormed)
            return Errno.InputOutput;
        if (line->Cancelled)
            return Errno.Interrupted;
        if (line->Fired != 0)
        {
            line->Fired = 0;
            if (line->IsLevel)
                IoApic.Unmask(line->Number);
            return 1;
        }
        ulong timeout = caller->Frame.Rsi;
        if (line->IsLevel)
            IoApic.Unmask(line->Number);
        if (timeout == 0)
            return Errno.TimedOut;
        line->Waiter = caller;
        caller->WaitObject = line;
        Scheduler.Block(caller, WaitKind.Interrupt, timeout == Forever ? 0 : Clock.TicksAt(Clock.Nanoseconds() + timeout));
        return Errno.Pending;
    }

    private static long Cancel(Thread* caller)
    {
        Handle* handle = HandleTable.Get(caller->Process, caller->Frame.Rdi, HandleKind.Interrupt);
        if (handle == null)
            return Errno.BadHandle;
        if ((handle->Rights & Rights.Manage) == 0)
            return Errno.Access;
        InterruptLine.Cancel(handle->Interrupt);
        return 0;
    }
}
