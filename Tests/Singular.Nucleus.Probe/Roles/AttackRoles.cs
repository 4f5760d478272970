using System.Runtime.InteropServices;

namespace Singular.Nucleus.Probe.Roles;

/// <summary>One attack each. 0: the nucleus refused as it should. Roles that must die of it never return.</summary>
internal static unsafe class AttackRoles
{
    private const ulong RingZero = 0x4000_0000_0000, RingZeroImage = RingZero + 0x10_0000_0000, UserEnd = RingZero - 0x20_0000,
        HighHalf = 0xFFFF_8000_0000_0000;
    private const ulong Page = 4096;

    public static int Run(string role)
    {
        switch (role)
        {
            case "read-ring0":
                return (int)MachineCode.Load(RingZeroImage);
            case "write-ring0":
                MachineCode.Store(RingZeroImage, 1);
                return Role.Broken;
            case "read-high-half":
                return (int)MachineCode.Load(HighHalf + 0x10_0000);
            case "read-null":
                return (int)MachineCode.Load(8);
            case "jump-ring0":
                ((delegate* unmanaged[SuppressGCTransition]<void>)RingZeroImage)();
                return Role.Broken;
            case "jump-high-half":
                ((delegate* unmanaged[SuppressGCTransition]<void>)(HighHalf + 0x10_0000))();
                return Role.Broken;
            case "port":
                return MachineCode.In8(0x70);
            case "halt":
                MachineCode.Halt();
                return Role.Broken;
            case "store-table":
                MachineCode.StoreTable();
                return Role.Broken;
            case "raise-privilege":
                return (MachineCode.RaisePrivilege() & 0x3000) == 0 ? 0 : Role.Broken;
            case "ring0-calls":
                return TryRingZeroCalls();
            case "map-outside":
                return MapOutside();
            case "call-at-end":
                return CallAtEnd();
            case "write-and-execute":
                return WriteAndExecute();
            case "image-rights":
                return WriteToCode();
            case "bad-pointers":
                return PassBadPointers();
            case "foreign-signal":
                return SignalOthers();
            case "forged-handles":
                return ForgeHandles();
            case "tls-outside":
                return SetTlsOutside();
            case "read-only-memory":
                return WriteReadOnlyMemory();
            case "futex-private":
                return WaitOnReadOnly();
            case "signal-return-selectors":
                return SignalFrame.ReturnWith((ulong)MachineCode.Halt, 0x08, 0x3202, 0);
            case "signal-return-address":
                return SignalFrame.ReturnWith(0x8000_0000_0000_0000, 0x23, 0x202, 0);
            case "signal-return-state":
                return SignalFrame.ReturnWithBadState();
            case "thread-bomb":
                return StartThreads();
            case "region-bomb":
                return MakeRegions();
            case "handle-bomb":
                return MakeHandles();
            default:
                throw new InvalidOperationException($"there is no role '{role}'");
        }
    }

    private static int TryRingZeroCalls()
    {
        ulong record = (ulong)NativeMemory.AllocZeroed(256);
        long[] numbers = [0x1014, 0x1015, 0x1020, 0x1030, 0x1040, 0x1060, 0x1061, 0x1062, 0x1071, 0x1072, 0x1073];
        foreach (long number in numbers)
            Check.Equal(Calls.Access, Calls.Raw(number, record, 1, 1), $"call {number:x}");
        return 0;
    }

    private static int MapOutside()
    {
        const ulong ReadWrite = 3, FixedPrivate = 0x32;
        ulong[] addresses = [RingZero, RingZeroImage, RingZero - Page, UserEnd, UserEnd - Page * 1, HighHalf, 0, Page, 0xF000, ulong.MaxValue - 0xFFF];
        foreach (ulong address in addresses)
        {
            ulong bytes = address == UserEnd - Page ? 2 * Page : Page;
            Check.True(Calls.Raw(9, address, bytes, ReadWrite, FixedPrivate, ulong.MaxValue) < 0, $"mmap at {address:x}");
            Check.True(Calls.Raw(10, address, bytes, ReadWrite) < 0, $"mprotect at {address:x}");
            Check.True(Calls.Raw(11, address, bytes) < 0, $"munmap at {address:x}");
        }
        Check.True(Calls.Raw(11, UserEnd - Page, RingZero - UserEnd + 2 * Page) < 0, "munmap across the border");
        Check.True(Calls.Raw(9, 0, ulong.MaxValue - 1, ReadWrite, 0x22, ulong.MaxValue) < 0, "mmap of everything");
        Check.True(Calls.Raw(9, 0x20_0000_0000, ulong.MaxValue - 0xFFF, ReadWrite, FixedPrivate, ulong.MaxValue) < 0, "mmap that wraps around");
        return 0;
    }

    /// <summary>
    /// SYSCALL in the last two bytes of what can be mapped: the next address is not the program's, and must not make the
    /// call one of ring 0. It returns to a page fault.
    /// </summary>
    private static int CallAtEnd()
    {
        byte* page = (byte*)Check.Positive(Calls.Raw(9, UserEnd - Page, Page, 3, 0x32, ulong.MaxValue), "mmap of the last page");
        // mov eax,0x1072 (power: off); xor edi,edi; syscall
        byte[] code = [0xB8, 0x72, 0x10, 0x00, 0x00, 0x31, 0xFF, 0x0F, 0x05];
        Marshal.Copy(code, 0, (nint)(page + Page) - code.Length, code.Length);
        Check.Equal(0, Calls.Raw(10, (ulong)page, Page, 5), "mprotect");
        ((delegate* unmanaged[SuppressGCTransition]<void>)(page + Page - code.Length))();
        return Role.Broken;
    }

    private static int WriteAndExecute()
    {
        Check.Equal(Calls.Invalid, Calls.Raw(9, 0, Page, 7, 0x22, ulong.MaxValue), "mmap writable and executable");
        long page = Check.Positive(Calls.Raw(9, 0, Page, 3, 0x22, ulong.MaxValue), "mmap");
        Check.Equal(Calls.Invalid, Calls.Raw(10, (ulong)page, Page, 7), "mprotect writable and executable");
        return 0;
    }

    private static int WriteToCode()
    {
        ulong code = (ulong)(delegate*<int>)&WriteToCode & ~(Page - 1);
        Check.Equal(Calls.Access, Calls.Raw(10, code, Page, 3), "mprotect of code to writable");
        return 0;
    }

    private static int PassBadPointers()
    {
        ulong[] pointers = [8, RingZero, RingZeroImage, UserEnd - 4, HighHalf, 0xFFFF_FFFF_8010_9000, 0x8000_0000_0000, ulong.MaxValue - 3, 0x1234_5678_9000];
        foreach (ulong pointer in pointers)
        {
            Check.True(Calls.Raw(1, 1, pointer, 8) < 0, $"write from {pointer:x}");
            Check.True(Calls.Raw(228, 1, pointer) < 0, $"clock_gettime to {pointer:x}");
            Check.True(Calls.Raw(202, pointer & ~3UL, 1, 1) < 0, $"futex at {pointer:x}");
            Check.True(Calls.Raw(0x1050, pointer & ~3UL, pointer & ~3UL, 0, 0) < 0, $"futex_swap at {pointer:x}");
            Check.True(Calls.Raw(13, 10, pointer, 0, 8) < 0, $"sigaction from {pointer:x}");
            Check.True(Calls.Raw(20, 1, pointer, 1) < 0, $"writev from {pointer:x}");
            Check.True(Calls.Raw(131, pointer, 0) < 0, $"sigaltstack from {pointer:x}");
            Check.True(Calls.Raw(318, pointer, 16) < 0, $"getrandom to {pointer:x}");
            Check.True(Calls.Raw(0x1070, pointer, 96) < 0, $"system_info to {pointer:x}");
        }
        ulong* parts = stackalloc ulong[2];
        parts[0] = HighHalf;
        parts[1] = 16;
        Check.True(Calls.Raw(20, 1, (ulong)parts, 1) < 0, "writev of a foreign part");
        return 0;
    }

    private static int SignalOthers()
    {
        for (ulong id = 1; id < 64; id++)
        {
            if (id == (ulong)Environment.ProcessId)
                continue;
            Check.Equal(Calls.NoProcess, Calls.Raw(234, id, id, 9), $"tgkill {id}");
            Check.Equal(Calls.NoProcess, Calls.Raw(62, id, 9), $"kill {id}");
        }
        Check.Equal(Calls.NoProcess, Calls.Raw(200, 1, 9), "tkill of the kernel");
        return 0;
    }

    private static int ForgeHandles()
    {
        ulong[] numbers = [0, 1, 2, 255, 256, 4095, 4096, 1UL << 32, ulong.MaxValue];
        foreach (ulong number in numbers)
        {
            Check.Equal(Calls.BadHandle, Calls.Raw(0x1000, number), $"close {number}");
            Check.Equal(Calls.BadHandle, Calls.Raw(0x1001, number, 0), $"duplicate {number}");
            Check.Equal(Calls.BadHandle, Calls.Raw(0x1011, number, 0, 0, Page, 1), $"map {number}");
            Check.Equal(Calls.BadHandle, Calls.Raw(0x1021, number), $"process_kill {number}");
            Check.Equal(Calls.BadHandle, Calls.Raw(0x1031, number, 0), $"interrupt_wait {number}");
            Check.Equal(Calls.BadHandle, Calls.Raw(0x1041, number), $"ports_enable {number}");
        }
        return 0;
    }

    private static int SetTlsOutside()
    {
        const ulong SetFs = 0x1002, SetGs = 0x1001;
        Check.True(Calls.Raw(158, SetFs, 0x8000_0000_0000_0000) < 0, "a base that is not canonical");
        Check.True(Calls.Raw(158, SetFs, HighHalf) < 0, "a base in the high half");
        Check.True(Calls.Raw(158, SetGs, 0x1000_0000) < 0, "the GS base");
        return 0;
    }

    /// <summary>Handle 1 may only be read: no mapping, no protection and no call may write to it or wait on it.</summary>
    private static int WriteReadOnlyMemory()
    {
        Check.Equal(Calls.Access, Calls.MapMemory(1, Page, 3), "map writable");
        Check.Equal(Calls.Access, Calls.Duplicate(1, 3), "duplicate with more rights");
        long address = Check.Positive(Calls.MapMemory(1, Page, 1), "map");
        Check.Equal(Calls.Access, Calls.Raw(10, (ulong)address, Page, 3), "mprotect to writable");
        Check.Equal(Calls.Fault, Calls.FutexWait((uint*)address, 0), "futex wait");
        Check.Equal(Calls.Fault, Calls.FutexWake((uint*)address, 1), "futex wake");
        Check.Equal(Calls.Fault, Calls.Raw(228, 1, (ulong)address), "clock_gettime into it");
        return 0;
    }

    /// <summary>A private word in a read-only page is no futex either.</summary>
    private static int WaitOnReadOnly()
    {
        long page = Check.Positive(Calls.Raw(9, 0, Page, 1, 0x22, ulong.MaxValue), "mmap");
        Check.Equal(Calls.Fault, Calls.FutexWait((uint*)page, 0), "futex wait");
        Check.Equal(Calls.NotImplemented, Calls.Raw(202, (ulong)page, 3, 1, 1, (ulong)page), "futex requeue");
        return 0;
    }

    private static int StartThreads()
    {
        int started = 0;
        try
        {
            for (; started < 5000; started++)
                new Thread(() => Thread.Sleep(Timeout.Infinite), 64 * 1024).Start();
        }
        catch (OutOfMemoryException)
        {
        }
        Check.True(started is > 10 and < 128, $"{started} threads");
        Calls.Raw(231, 0);
        return Role.Broken;
    }

    private static int MakeRegions()
    {
        const ulong Span = 1UL << 30;
        long start = Check.Positive(Calls.Raw(9, 0, Span, 0, 0x22, ulong.MaxValue), "mmap");
        long error = 0;
        ulong count = 0;
        for (; count * 2 * Page < Span && error == 0; count++)
            error = Calls.Raw(10, (ulong)start + count * 2 * Page, Page, 1);
        Check.Equal(Calls.NoMemory, error, $"the last of {count} splits");
        Check.Equal(0, Calls.Raw(11, (ulong)start, Span), "munmap of everything");
        return 0;
    }

    private static int MakeHandles()
    {
        long last = 0;
        int count = 0;
        for (; count < 10_000 && last >= 0; count++)
            last = Calls.CreateMemory(Page);
        Check.Equal(Calls.NoMemory, last, $"the last of {count} handles");
        return 0;
    }
}
