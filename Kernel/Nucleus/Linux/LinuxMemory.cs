namespace Singular.Nucleus;

/// <summary>mmap and its relatives. Only anonymous private memory; shared memory comes from memory objects.</summary>
internal static unsafe class LinuxMemory
{
    private const ulong MapFixed = 0x10, MapAnonymous = 0x20, MapFixedNoReplace = 0x10_0000, MapStack = 0x2_0000;
    private const ulong ProtectionBits = 7;
    private const ulong DontNeed = 4, Free = 8;

    /// <summary>Largest heap of brk: the runtime's own allocations come from mmap.</summary>
    private const ulong BreakRoom = 256UL << 20;

    public static void Register()
    {
        CallTable.Set(9, &Map);
        CallTable.Set(10, &Protect);
        CallTable.Set(11, &Unmap);
        CallTable.Set(12, &Break);
        CallTable.Set(28, &Advise);
        CallTable.Set(149, &Succeed);
        CallTable.Set(150, &Succeed);
        CallTable.Set(324, &Barrier);
    }

    private static long Map(Thread* caller)
    {
        Frame* frame = &caller->Frame;
        ulong protection = frame->Rdx, flags = frame->R10;
        if ((flags & MapAnonymous) == 0)
            return Errno.BadHandle;
        if (!IsProtection(protection) || frame->Rsi == 0 || frame->Rsi > Layout.RingZeroEnd)
            return Errno.Invalid;
        Region region;
        region.Start = (flags & (MapFixed | MapFixedNoReplace)) != 0 ? frame->Rdi : 0;
        ulong bytes = Layout.RoundUp(frame->Rsi);
        region.End = region.Start + bytes;
        region.Object = null;
        region.Offset = 0;
        region.Protection = (uint)protection;
        region.Maximum = (byte)ProtectionBits;
        region.Kind = (flags & MapStack) != 0 ? RegionKind.Stack : RegionKind.Anonymous;
        if ((flags & (MapFixed | MapFixedNoReplace)) != 0)
        {
            if (!IsRange(caller->Process, region.Start, bytes))
                return Errno.Invalid;
            if ((flags & MapFixed) == 0)
            {
                Region* there = caller->Process->Regions.At(region.Start);
                if (there != null && there->Start < region.End)
                    return -17;
            }
        }
        return AddressSpace.Map(caller->Process, &region);
    }

    private static long Unmap(Thread* caller)
    {
        ulong bytes = Layout.RoundUp(caller->Frame.Rsi);
        if (bytes == 0 || !IsRange(caller->Process, caller->Frame.Rdi, bytes))
            return Errno.Invalid;
        return AddressSpace.Unmap(caller->Process, caller->Frame.Rdi, caller->Frame.Rdi + bytes);
    }

    private static long Protect(Thread* caller)
    {
        ulong bytes = Layout.RoundUp(caller->Frame.Rsi);
        if (!IsProtection(caller->Frame.Rdx) || !IsRange(caller->Process, caller->Frame.Rdi, bytes))
            return Errno.Invalid;
        if (bytes == 0)
            return 0;
        return AddressSpace.Protect(caller->Process, caller->Frame.Rdi, caller->Frame.Rdi + bytes, (uint)caller->Frame.Rdx);
    }

    private static long Break(Thread* caller)
    {
        Process* process = caller->Process;
        ulong wanted = caller->Frame.Rdi;
        if (wanted < process->BreakStart || wanted > process->BreakStart + BreakRoom)
            return (long)process->Break;
        ulong from = Layout.RoundUp(process->Break), to = Layout.RoundUp(wanted);
        if (to > from)
        {
            Region region;
            region.Start = from;
            region.End = to;
            region.Object = null;
            region.Offset = 0;
            region.Protection = Region.Read | Region.Write;
            region.Maximum = (byte)ProtectionBits;
            region.Kind = RegionKind.Anonymous;
            Region* there = process->Regions.At(from);
            if (there != null && there->Start < to || AddressSpace.Map(process, &region) < 0)
                return (long)process->Break;
        }
        else if (to < from && AddressSpace.Unmap(process, to, from) != 0)
        {
            return (long)process->Break;
        }
        process->Break = wanted;
        return (long)wanted;
    }

    private static long Advise(Thread* caller)
    {
        ulong bytes = Layout.RoundUp(caller->Frame.Rsi);
        if (!IsRange(caller->Process, caller->Frame.Rdi, bytes))
            return Errno.Invalid;
        if (caller->Frame.Rdx is DontNeed or Free)
            PageRange.Clear(caller->Process, caller->Frame.Rdi, caller->Frame.Rdi + bytes, false);
        return 0;
    }

    /// <summary>
    /// Every entry into the nucleus by any processor is a full barrier, and the private expedited command makes all
    /// processors that run threads of the process enter it, by a flush of nothing.
    /// </summary>
    private static long Barrier(Thread* caller)
    {
        const ulong Query = 0, PrivateExpedited = 8, RegisterPrivateExpedited = 16;
        switch (caller->Frame.Rdi)
        {
            case Query:
                return (long)(PrivateExpedited | RegisterPrivateExpedited);
            case PrivateExpedited:
                Shootdown.Flush(caller->Process, 0, 0);
                return 0;
            case RegisterPrivateExpedited:
                return 0;
            default:
                return Errno.Invalid;
        }
    }

    private static long Succeed(Thread* caller) => 0;

    /// <summary>No memory is ever writable and executable at once.</summary>
    private static bool IsProtection(ulong protection) =>
        protection <= ProtectionBits && (protection & (Region.Write | Region.Execute)) != (Region.Write | Region.Execute);

    private static bool IsRange(Process* process, ulong start, ulong bytes) =>
        (start & Layout.PageMask) == 0 && process->Contains(start, bytes);
}
