using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>
/// Every call is a function of the caller that returns its result or <see cref="Errno.Pending"/>. Numbers below 0x200 are
/// Linux', numbers from 0x1000 the nucleus' own (docs/nucleus-abi.md). What nobody put here answers −ENOSYS.
/// </summary>
internal static unsafe class CallTable
{
    private const ulong LinuxCalls = 0x200, FirstOwnCall = 0x1000, OwnCalls = 0x100;

    private static Slots s_slots;

    // Statics of the nucleus have a fixed address.
    private static ulong* Words => (ulong*)Unsafe.AsPointer(ref s_slots.Words[0]);

    public static void Start()
    {
        delegate*<Thread*, long> missing = &Missing;
        for (ulong i = 0; i < LinuxCalls + OwnCalls; i++)
            Words[i] = (ulong)missing;
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

    public static void Set(uint number, delegate*<Thread*, long> call) =>
        Words[number < LinuxCalls ? number : number - FirstOwnCall + LinuxCalls] = (ulong)call;

    /// <summary>Runs the call whose number is in the caller's RAX.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
        return ((delegate*<Thread*, long>)Words[number])(caller);
    }

    private static long Missing(Thread* caller) => Errno.NotImplemented;

    private struct Slots
    {
        public fixed ulong Words[(int)(LinuxCalls + OwnCalls)];
    }
}
