namespace Singular.Nucleus;

/// <summary>I/O port ranges.</summary>
internal static unsafe class PortCalls
{
    private const ulong PortCount = 0x1_0000;

    public static void Register()
    {
        CallTable.Set(0x1040, &Create);
        CallTable.Set(0x1041, &Enable);
    }

    private static long Create(Thread* caller)
    {
        ulong first = caller->Frame.Rdi, count = caller->Frame.Rsi;
        if (!caller->Process->IsRingZero)
            return Errno.Access;
        if (count == 0 || first >= PortCount || count >= PortCount || count > PortCount - first)
            return Errno.Invalid;
        return HandleTable.Add(caller->Process, HandleKind.Ports, Rights.Read | Rights.Write | Rights.Transfer, first | (count << 16));
    }

    private static long Enable(Thread* caller)
    {
        Process* process = caller->Process;
        Handle* handle = HandleTable.Get(process, caller->Frame.Rdi, HandleKind.Ports);
        if (handle == null)
            return Errno.BadHandle;
        if ((handle->Rights & (Rights.Read | Rights.Write)) != (Rights.Read | Rights.Write))
            return Errno.Access;
        // Ring 0 needs no bitmap; the call is the same for both placements.
        if (process->IsRingZero)
            return 0;
        for (int i = 0; i < process->PortRanges; i++)
        {
            if (process->Ports[i] == (uint)handle->Object)
                return 0;
        }
        if (process->PortRanges == Processor.MaximumPortRanges)
            return Errno.NoSpace;
        process->Ports[process->PortRanges++] = (uint)handle->Object;
        process->PortGeneration++;
        PortBitmap.Show(Processors.Current, process);
        return 0;
    }
}
