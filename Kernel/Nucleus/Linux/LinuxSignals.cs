namespace Singular.Nucleus;

/// <summary>Handlers, masks and sending. Signals stay inside a process.</summary>
internal static unsafe class LinuxSignals
{
    private const ulong SetBytes = 8;
    private const ulong SmallestStack = 2048;

    public static void Register()
    {
        CallTable.Set(13, &SetAction);
        CallTable.Set(14, &SetMask);
        CallTable.Set(15, &Signals.Return);
        CallTable.Set(62, &KillProcess);
        CallTable.Set(131, &SetStack);
        CallTable.Set(200, &KillThread);
        CallTable.Set(234, &KillThreadInGroup);
    }

    private static long SetAction(Thread* caller)
    {
        ulong signal = caller->Frame.Rdi;
        UserAddress wanted = new(caller->Frame.Rsi), previous = new(caller->Frame.Rdx);
        if (signal == 0 || signal > Process.SignalCount || caller->Frame.R10 != SetBytes)
            return Errno.Invalid;
        SignalAction* action = Signals.ActionOf(caller->Process, (int)signal);
        SignalAction read;
        if (!wanted.IsNull && !UserMemory.Read(caller->Process, wanted, &read, (ulong)sizeof(SignalAction)))
            return Errno.Fault;
        if (!previous.IsNull && !UserMemory.Write(caller->Process, previous, action, (ulong)sizeof(SignalAction)))
            return Errno.Fault;
        if (wanted.IsNull)
            return 0;
        if (signal is Signals.Kill or Signals.Stop)
            return Errno.Invalid;
        Cpu.Copy(action, &read, (ulong)sizeof(SignalAction));
        return 0;
    }

    private static long SetMask(Thread* caller)
    {
        const ulong Block = 0, Unblock = 1, Set = 2;
        UserAddress wanted = new(caller->Frame.Rsi), previous = new(caller->Frame.Rdx);
        ulong mask = caller->SignalMask, change;
        if (caller->Frame.R10 != SetBytes)
            return Errno.Invalid;
        if (!wanted.IsNull)
        {
            if (!UserMemory.Read(caller->Process, wanted, &change, 8))
                return Errno.Fault;
            switch (caller->Frame.Rdi)
            {
                case Block:
                    mask |= change;
                    break;
                case Unblock:
                    mask &= ~change;
                    break;
                case Set:
                    mask = change;
                    break;
                default:
                    return Errno.Invalid;
            }
        }
        if (!previous.IsNull && !UserMemory.Write64(caller->Process, previous, caller->SignalMask))
            return Errno.Fault;
        caller->SignalMask = mask & ~((1UL << (Signals.Kill - 1)) | (1UL << (Signals.Stop - 1)));
        return 0;
    }

    private static long SetStack(Thread* caller)
    {
        const uint Disable = 2;
        UserAddress wanted = new(caller->Frame.Rdi), previous = new(caller->Frame.Rsi);
        ulong* stack = stackalloc ulong[3];
        if (!previous.IsNull)
        {
            stack[0] = caller->AlternateStack;
            stack[1] = caller->AlternateStackSize == 0 ? Disable : 0;
            stack[2] = caller->AlternateStackSize;
            if (!UserMemory.Write(caller->Process, previous, stack, 24))
                return Errno.Fault;
        }
        if (wanted.IsNull)
            return 0;
        if (!UserMemory.Read(caller->Process, wanted, stack, 24))
            return Errno.Fault;
        bool disabled = ((uint)stack[1] & Disable) != 0;
        if (!disabled && (stack[2] < SmallestStack || !caller->Process->Contains(stack[0], stack[2])))
            return Errno.NoMemory;
        caller->AlternateStack = disabled ? 0 : stack[0];
        caller->AlternateStackSize = disabled ? 0 : stack[2];
        return 0;
    }

    private static long KillThread(Thread* caller) => Send(caller, caller->Frame.Rdi, caller->Frame.Rsi);

    private static long KillThreadInGroup(Thread* caller) =>
        caller->Frame.Rdi != caller->Process->Id ? Errno.NoProcess : Send(caller, caller->Frame.Rsi, caller->Frame.Rdx);

    /// <summary>kill: to itself only, and to the calling thread, which is always a legal choice.</summary>
    private static long KillProcess(Thread* caller) =>
        caller->Frame.Rdi != caller->Process->Id ? Errno.NoProcess : Send(caller, caller->Id, caller->Frame.Rsi);

    private static long Send(Thread* caller, ulong id, ulong signal)
    {
        if (signal > Process.SignalCount)
            return Errno.Invalid;
        Thread* target = Threads.Find(caller->Process, id);
        if (target == null || target->Doomed)
            return Errno.NoProcess;
        if (signal != 0)
        {
            // The sender's own result must be in place before a handler's frame is made from its registers.
            Signals.Send(target, (int)signal);
        }
        return 0;
    }
}
