namespace Singular.Nucleus;

/// <summary>Calls on handles of any kind.</summary>
internal static unsafe class HandleCalls
{
    public static void Register()
    {
        CallTable.Set(0x1000, &Close);
        CallTable.Set(0x1001, &Duplicate);
    }

    private static long Close(Thread* caller)
    {
        Handle* handle = HandleTable.GetAny(caller->Process, caller->Frame.Rdi);
        if (handle == null)
            return Errno.BadHandle;
        HandleTable.Close(handle);
        return 0;
    }

    private static long Duplicate(Thread* caller)
    {
        Handle* handle = HandleTable.GetAny(caller->Process, caller->Frame.Rdi);
        if (handle == null)
            return Errno.BadHandle;
        ulong rights = caller->Frame.Rsi;
        if ((rights & ~(ulong)handle->Rights) != 0 || (handle->Rights & Rights.Transfer) == 0)
            return Errno.Access;
        long number = HandleTable.Add(caller->Process, handle->Kind, (ushort)rights, handle->Object);
        if (number > 0)
            HandleTable.Hold(handle);
        return number;
    }
}
