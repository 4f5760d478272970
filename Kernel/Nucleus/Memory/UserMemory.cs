using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>Copies between the nucleus and program memory. Every method returns false for memory that the program itself
/// could not use in that way; nothing faults and SMAP is never lifted.</summary>
internal static unsafe class UserMemory
{
    /// <summary>
    /// Where the nucleus sees a program's address, the page made present for the access; null if the program may not. The
    /// result is good up to the end of the page and as long as the nucleus lock is held.
    /// </summary>
    public static byte* Resolve(Process* process, UserAddress address, Access access)
    {
        ulong* entry = FindEntry(process, address, access);
        return entry == null ? null : Layout.Direct(*entry & PageTable.AddressMask) + (address.Value & Layout.PageMask);
    }

    /// <summary>The page-table entry of a program's address, as for <see cref="Resolve"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong* FindEntry(Process* process, UserAddress address, Access access)
    {
        ulong value = address.Value;
        if (value < process->LowestAddress || value >= process->EndAddress)
            return null;
        ulong* entry = PageTable.Find(process, value);
        ulong needed = access == Access.Write ? PageTable.Present | PageTable.Writable : PageTable.Present;
        if (entry == null || (*entry & needed) != needed)
        {
            if (!AddressSpace.Fault(process, value, access))
                return null;
            entry = PageTable.Find(process, value);
        }
        // Device registers are not memory: a copy by the nucleus would be an access that nobody asked for.
        return (*entry & PageTable.CacheDisable) != 0 ? null : entry;
    }

    public static bool Read(Process* process, UserAddress from, void* to, ulong bytes)
    {
        byte* target = (byte*)to;
        while (bytes > 0)
        {
            byte* source = Resolve(process, from, Access.Read);
            if (source == null)
                return false;
            ulong run = RunLength(from, bytes);
            Cpu.Copy(target, source, run);
            target += run;
            from = from.Plus(run);
            bytes -= run;
        }
        return true;
    }

    public static bool Write(Process* process, UserAddress to, void* from, ulong bytes)
    {
        byte* source = (byte*)from;
        while (bytes > 0)
        {
            byte* target = Resolve(process, to, Access.Write);
            if (target == null)
                return false;
            ulong run = RunLength(to, bytes);
            Cpu.Copy(target, source, run);
            source += run;
            to = to.Plus(run);
            bytes -= run;
        }
        return true;
    }

    public static bool Clear(Process* process, UserAddress to, ulong bytes)
    {
        ulong zero = 0;
        while (bytes > 0)
        {
            ulong run = bytes < 8 ? bytes : 8;
            if (!Write(process, to, &zero, run))
                return false;
            to = to.Plus(run);
            bytes -= run;
        }
        return true;
    }

    public static bool Write64(Process* process, UserAddress to, ulong value) => Write(process, to, &value, 8);

    public static bool Write32(Process* process, UserAddress to, uint value) => Write(process, to, &value, 4);

    private static ulong RunLength(UserAddress address, ulong bytes)
    {
        ulong room = Layout.PageSize - (address.Value & Layout.PageMask);
        return bytes < room ? bytes : room;
    }
}
