namespace Singular.Nucleus;

/// <summary>Memory objects.</summary>
internal static unsafe class MemoryCalls
{
    private const ulong DeviceFlag = 1;
    private const int MaximumName = 72;

    public static void Register()
    {
        CallTable.Set(0x1010, &Create);
        CallTable.Set(0x1011, &Map);
        CallTable.Set(0x1012, &Unmap);
        CallTable.Set(0x1013, &Size);
        CallTable.Set(0x1014, &FromBootEntry);
        CallTable.Set(0x1015, &FromPhysical);
        CallTable.Set(0x1016, &TimePageHandle);
    }

    private static long Create(Thread* caller)
    {
        ulong bytes = caller->Frame.Rdi;
        if (bytes == 0 || bytes > MemoryObject.MaximumPages * Layout.PageSize || caller->Frame.Rsi != 0)
            return Errno.Invalid;
        MemoryObject* memory = MemoryObject.Create(caller->Process, bytes);
        if (memory == null)
            return Errno.NoMemory;
        return Add(caller->Process, memory, Rights.Read | Rights.Write | Rights.Transfer | Rights.Manage);
    }

    private static long Map(Thread* caller)
    {
        Frame* frame = &caller->Frame;
        Process* process = caller->Process;
        Handle* handle = HandleTable.Get(process, frame->Rdi, HandleKind.Memory);
        if (handle == null)
            return Errno.BadHandle;
        ulong address = frame->Rsi, offset = frame->Rdx, protection = frame->R8;
        MemoryObject* memory = handle->Memory;
        ulong room = Layout.RoundUp(memory->Bytes);
        if (((address | offset) & Layout.PageMask) != 0 || frame->R10 == 0 || offset > room || Layout.RoundUp(frame->R10) > room - offset
            || frame->R10 > room || protection == 0 || protection > 7 || (protection & 6) == 6)
            return Errno.Invalid;
        // The rights of a handle have the values of PROT_*.
        if ((protection & ~(ulong)handle->Rights) != 0)
            return Errno.Access;
        ulong bytes = Layout.RoundUp(frame->R10);
        if (address != 0 && !process->Contains(address, bytes))
            return Errno.Invalid;
        Region region;
        region.Start = address;
        region.End = address + bytes;
        region.Object = memory;
        region.Offset = offset;
        region.Protection = (uint)protection;
        region.Maximum = (byte)(handle->Rights & (Rights.Read | Rights.Write | Rights.Execute));
        region.Kind = RegionKind.Shared;
        return AddressSpace.Map(process, &region);
    }

    private static long Unmap(Thread* caller)
    {
        ulong start = caller->Frame.Rdi, bytes = Layout.RoundUp(caller->Frame.Rsi);
        if ((start & Layout.PageMask) != 0 || bytes == 0 || !caller->Process->Contains(start, bytes))
            return Errno.Invalid;
        return AddressSpace.Unmap(caller->Process, start, start + bytes);
    }

    private static long Size(Thread* caller)
    {
        Handle* handle = HandleTable.Get(caller->Process, caller->Frame.Rdi, HandleKind.Memory);
        return handle == null ? Errno.BadHandle : (long)handle->Memory->Bytes;
    }

    private static long FromBootEntry(Thread* caller)
    {
        ulong length = caller->Frame.Rsi, physical, bytes;
        if (!caller->Process->IsRingZero)
            return Errno.Access;
        if (length == 0 || length > MaximumName)
            return Errno.Invalid;
        byte* name = stackalloc byte[MaximumName];
        if (!UserMemory.Read(caller->Process, new UserAddress(caller->Frame.Rdi), name, length))
            return Errno.Fault;
        int entry = BootImage.Find(name, length);
        if (entry < 0)
            return Errno.NoEntry;
        if (!BootImage.TryOpen(entry, &physical, &bytes))
            return Errno.InputOutput;
        MemoryObject* memory = MemoryObject.CreateRange(caller->Process, physical, bytes);
        if (memory == null)
            return Errno.NoMemory;
        return Add(caller->Process, memory, Rights.Read | Rights.Execute | Rights.Transfer | Rights.Manage);
    }

    private static long FromPhysical(Thread* caller)
    {
        ulong start = caller->Frame.Rdi, bytes = caller->Frame.Rsi;
        if (!caller->Process->IsRingZero)
            return Errno.Access;
        const ulong PhysicalEnd = 1UL << 46;
        if ((start & Layout.PageMask) != 0 || bytes == 0 || bytes > PhysicalEnd || start > PhysicalEnd - bytes || caller->Frame.Rdx != DeviceFlag)
            return Errno.Invalid;
        ulong end = Layout.RoundUp(start + bytes);
        if (Frames.IsMemory(start, end) || ReservedRanges.Overlaps(start, end))
            return Errno.Access;
        MemoryObject* memory = MemoryObject.CreateRange(caller->Process, start, bytes);
        if (memory == null)
            return Errno.NoMemory;
        memory->IsDevice = true;
        return Add(caller->Process, memory, Rights.Read | Rights.Write | Rights.Transfer | Rights.Manage);
    }

    private static long TimePageHandle(Thread* caller)
    {
        MemoryObject* memory = MemoryObject.CreateRange(caller->Process, TimePage.Physical, Layout.PageSize);
        return memory == null ? Errno.NoMemory : Add(caller->Process, memory, Rights.Read | Rights.Transfer);
    }

    private static long Add(Process* process, MemoryObject* memory, int rights)
    {
        long number = HandleTable.Add(process, HandleKind.Memory, (ushort)rights, (ulong)memory);
        if (number < 0)
            MemoryObject.Release(memory);
        return number;
    }
}
