namespace Singular.Nucleus;

/// <summary>Threads, their identity, futexes and waiting.</summary>
internal static unsafe class LinuxThreads
{
    private const ulong ShareMemory = 0x100, ShareSignals = 0x800, SameProcess = 0x1_0000, SetTls = 0x8_0000, SetParentTid = 0x10_0000,
        ClearChildTid = 0x20_0000, SetChildTid = 0x100_0000;

    private const ulong FutexCommand = 0x7F, RealTimeClock = 0x100;
    private const ulong WaitCommand = 0, WakeCommand = 1, WaitBitset = 9, WakeBitset = 10;
    private const uint AnyBit = uint.MaxValue;

    public static void Register()
    {
        CallTable.Set(24, &Yield);
        CallTable.Set(39, &GetPid);
        CallTable.Set(56, &Clone);
        CallTable.Set(60, &Exit);
        CallTable.Set(158, &ArchControl);
        CallTable.Set(186, &GetTid);
        CallTable.Set(202, &FutexCall);
        CallTable.Set(203, &SetAffinity);
        CallTable.Set(204, &GetAffinity);
        CallTable.Set(218, &SetTidAddress);
        CallTable.Set(231, &ExitGroup);
        CallTable.Set(273, &SetRobustList);
        CallTable.Set(309, &GetCpu);
    }

    private static long GetPid(Thread* caller) => (long)caller->Process->Id;

    private static long GetTid(Thread* caller) => (long)caller->Id;

    private static long Yield(Thread* caller)
    {
        Scheduler.Yield();
        return 0;
    }

    private static long SetTidAddress(Thread* caller)
    {
        caller->ClearTidAddress = caller->Frame.Rdi;
        return (long)caller->Id;
    }

    /// <summary>Robust futexes would be walked when a thread dies; the runtime does not use them.</summary>
    private static long SetRobustList(Thread* caller) => 0;

    private static long SetAffinity(Thread* caller) => 0;

    private static long GetAffinity(Thread* caller)
    {
        if (caller->Frame.Rsi < 8)
            return Errno.Invalid;
        ulong mask = (1UL << Processors.Count) - 1;
        return UserMemory.Write64(caller->Process, new UserAddress(caller->Frame.Rdx), mask) ? 8 : Errno.Fault;
    }

    private static long GetCpu(Thread* caller)
    {
        UserAddress processor = new(caller->Frame.Rdi), node = new(caller->Frame.Rsi);
        uint number = (uint)Processors.Current->Number;
        bool written = (processor.IsNull || UserMemory.Write32(caller->Process, processor, number))
            && (node.IsNull || UserMemory.Write32(caller->Process, node, 0));
        return written ? 0 : Errno.Fault;
    }

    private static long ArchControl(Thread* caller)
    {
        const ulong SetFs = 0x1002, GetFs = 0x1003;
        if (caller->Frame.Rdi == GetFs)
            return UserMemory.Write64(caller->Process, new UserAddress(caller->Frame.Rsi), caller->FsBase) ? 0 : Errno.Fault;
        // A base that is not canonical would fault in WRMSR, which is nucleus code.
        if (caller->Frame.Rdi != SetFs || !caller->Process->Contains(caller->Frame.Rsi, 1))
            return Errno.Invalid;
        caller->FsBase = caller->Frame.Rsi;
        Threads.LoadTls(caller);
        return 0;
    }

    private static long Clone(Thread* caller)
    {
        const ulong Needed = ShareMemory | ShareSignals | SameProcess;
        Frame* frame = &caller->Frame;
        ulong flags = frame->Rdi;
        Process* process = caller->Process;
        if ((flags & Needed) != Needed || (flags & SetTls) != 0 && !process->Contains(frame->R8, 1))
            return Errno.Invalid;
        Thread* thread = Threads.Create(process);
        if (thread == null)
            return Errno.Again;
        UserAddress parentTid = new(frame->Rdx), childTid = new(frame->R10);
        if ((flags & SetParentTid) != 0 && !UserMemory.Write32(process, parentTid, (uint)thread->Id)
            || (flags & SetChildTid) != 0 && !UserMemory.Write32(process, childTid, (uint)thread->Id))
        {
            Threads.End(thread);
            return Errno.Fault;
        }
        Cpu.Copy(&thread->Frame, frame, (ulong)sizeof(Frame));
        thread->Frame.Rax = 0;
        thread->Frame.Rsp = frame->Rsi;
        thread->FsBase = (flags & SetTls) != 0 ? frame->R8 : caller->FsBase;
        thread->ClearTidAddress = (flags & ClearChildTid) != 0 ? childTid.Value : 0;
        thread->SignalMask = caller->SignalMask;
        thread->Priority = caller->Priority;
        ExtendedState.Save(caller);
        Cpu.Copy(Thread.StateArea(thread), Thread.StateArea(caller), (Features.StateBytes + 7) & ~7u);
        Scheduler.MakeReady(thread);
        return (long)thread->Id;
    }

    private static long Exit(Thread* caller)
    {
        UserAddress tid = new(caller->ClearTidAddress);
        Futex.Key key;
        if (!tid.IsNull && Futex.TryFind(caller->Process, tid, &key))
        {
            *key.Word = 0;
            Futex.Wake(&key, 1, AnyBit);
        }
        if (caller->Process->ThreadCount == 1)
            ProcessTable.Kill(caller->Process, ProcessState.Exited, caller->Frame.Rdi & 0xFF);
        else
            Threads.End(caller);
        return Errno.Pending;
    }

    private static long ExitGroup(Thread* caller)
    {
        ProcessTable.Kill(caller->Process, ProcessState.Exited, caller->Frame.Rdi & 0xFF);
        return Errno.Pending;
    }

    private static long FutexCall(Thread* caller)
    {
        Frame* frame = &caller->Frame;
        UserAddress address = new(frame->Rdi);
        ulong command = frame->Rsi & FutexCommand;
        Futex.Key key;
        if (command is not (WaitCommand or WakeCommand or WaitBitset or WakeBitset))
            return Errno.NotImplemented;
        if (!Futex.TryFind(caller->Process, address, &key))
            return Errno.Fault;
        uint bits = command is WaitBitset or WakeBitset ? (uint)frame->R9 : AnyBit;
        if (bits == 0)
            return Errno.Invalid;
        if (command is WakeCommand or WakeBitset)
            return Futex.Wake(&key, (uint)frame->Rdx, bits);
        ulong deadline = 0;
        if (frame->R10 != 0)
        {
            bool absolute = command == WaitBitset;
            long error = LinuxTime.ReadDeadline(caller, new UserAddress(frame->R10), absolute, absolute && (frame->Rsi & RealTimeClock) != 0, &deadline);
            if (error != 0)
                return error;
        }
        if (*key.Word != (uint)frame->Rdx)
            return Errno.Again;
        Futex.Wait(caller, &key, bits, deadline);
        return Errno.Pending;
    }
}
