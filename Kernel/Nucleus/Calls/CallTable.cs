namespace Singular.Nucleus;

/// <summary>
/// Every call is a function of the caller that returns its result or <see cref="Errno.Pending"/>. Numbers below 0x200 are
/// Linux', numbers from 0x1000 the nucleus' own (docs/nucleus-abi.md). What nobody put here answers −ENOSYS.
/// </summary>
internal static unsafe class CallTable
{
    private const ulong LinuxCalls = 0x200, FirstOwnCall = 0x1000, OwnCalls = 0x100;

    private static Slots s_slots;

    public static void Start()
    {
        delegate*<Thread*, long> missing = &Missing;
        fixed (ulong* slots = s_slots.Words)
        {
            for (ulong i = 0; i < LinuxCalls + OwnCalls; i++)
                slots[i] = (ulong)missing;
        }
        LinuxMemory.Register();
        LinuxThreads.Register();
        LinuxSignals.Register();
        LinuxTime.Register();
        LinuxFiles.Register();
        LinuxSystem.Register();
        HandleCalls.Register();
        MemoryCalls.Register();
        ProcessCalls.Register();
        InterruptCalls.Register();
        PortCalls.Register();
        FutexCalls.Register();
        SystemCalls.Register();
    }

    public static void Set(uint number, delegate*<Thread*, long> call)
    {
        fixed (ulong* slots = s_slots.Words)
            slots[number < LinuxCalls ? number : number - FirstOwnCall + LinuxCalls] = (ulong)call;
    }

    /// <summary>Runs the call whose number is in the caller's RAX.</summary>
    public static long Invoke(Thread* caller)
    {
        ulong number = caller->Frame.Rax;
        if (number >= LinuxCalls)
        {
            number -= FirstOwnCall;
            if (number >= OwnCalls)
                return Errno.NotImplemented;
            number += LinuxCalls;
        }
        fixed (ulong* slots = s_slots.Words)
            return ((delegate*<Thread*, long>)slots[number])(caller);
    }

    private static long Missing(Thread* caller) => Errno.NotImplemented;

    private struct Slots
    {
        public fixed ulong Words[(int)(LinuxCalls + OwnCalls)];
    }
}
