using System.Runtime.InteropServices;

namespace Singular.Nucleus;

/// <summary>The handles of a process: pages of entries, made when needed and charged to it. Number 0 is never used.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct HandleTable
{
    private const int MaximumPages = 16;
    private const uint PerPage = 256;

    private fixed ulong _pages[MaximumPages];

    /// <summary>The entry with a number if it is in use and of the kind; else null.</summary>
    public static Handle* Get(Process* process, ulong number, HandleKind kind)
    {
        Handle* handle = Entry(process, number);
        return handle != null && handle->Kind == kind ? handle : null;
    }

    /// <summary>The entry with a number whatever it names; null if it is free.</summary>
    public static Handle* GetAny(Process* process, ulong number)
    {
        Handle* handle = Entry(process, number);
        return handle != null && handle->Kind != HandleKind.None ? handle : null;
    }

    /// <summary>Gives an object the lowest free number. The table takes over the caller's reference. Negative: no room.</summary>
    public static long Add(Process* process, HandleKind kind, ushort rights, ulong obj)
    {
        for (uint page = 0; page < MaximumPages; page++)
        {
            if (process->Handles._pages[page] == 0)
            {
                ulong frame = process->TakeFrame();
                if (frame == 0)
                    return Errno.NoMemory;
                process->Handles._pages[page] = frame;
            }
            Handle* entries = (Handle*)Layout.Direct(process->Handles._pages[page]);
            for (uint i = page == 0 ? 1u : 0; i < PerPage; i++)
            {
                if (entries[i].Kind != HandleKind.None)
                    continue;
                entries[i].Kind = kind;
                entries[i].Rights = rights;
                entries[i].Object = obj;
                return page * PerPage + i;
            }
        }
        return Errno.NoMemory;
    }

    /// <summary>Takes one more reference to what a handle names.</summary>
    public static void Hold(Handle* handle)
    {
        switch (handle->Kind)
        {
            case HandleKind.Memory:
                handle->Memory->References++;
                break;
            case HandleKind.Process:
                handle->Process->References++;
                break;
            case HandleKind.Interrupt:
                handle->Interrupt->References++;
                break;
        }
    }

    public static void Close(Handle* handle)
    {
        HandleKind kind = handle->Kind;
        ulong obj = handle->Object;
        handle->Kind = HandleKind.None;
        handle->Object = 0;
        switch (kind)
        {
            case HandleKind.Memory:
                MemoryObject.Release((MemoryObject*)obj);
                break;
            case HandleKind.Process:
                ProcessTable.Release((Process*)obj);
                break;
            case HandleKind.Interrupt:
                InterruptLine.Release((InterruptLine*)obj);
                break;
        }
    }

    public static void CloseAll(Process* process)
    {
        for (uint page = 0; page < MaximumPages; page++)
        {
            ulong frame = process->Handles._pages[page];
            if (frame == 0)
                continue;
            Handle* entries = (Handle*)Layout.Direct(frame);
            for (uint i = 0; i < PerPage; i++)
            {
                if (entries[i].Kind != HandleKind.None)
                    Close(entries + i);
            }
            process->Handles._pages[page] = 0;
            process->ReturnFrame(frame);
        }
    }

    private static Handle* Entry(Process* process, ulong number)
    {
        if (number == 0 || number >= MaximumPages * PerPage)
            return null;
        ulong frame = process->Handles._pages[number / PerPage];
        return frame == 0 ? null : (Handle*)Layout.Direct(frame) + number % PerPage;
    }
}
