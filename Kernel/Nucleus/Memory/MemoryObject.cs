using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Singular.Nucleus;

/// <summary>
/// Memory that several processes can map: frames of its own, zeroed and charged at creation, or a physical range (a boot
/// image entry, device registers). One page frame: this header, then frame addresses, or for large objects the addresses of
/// pages full of frame addresses.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MemoryObject
{
    private const int Slots = 500;
    private const int SlotsPerPage = 512;

    /// <summary>Largest object with frames of its own, in pages.</summary>
    public const ulong MaximumPages = Slots * SlotsPerPage;

    public int References;

    /// <summary>Registers of a device: mapped uncached and never read or written by the nucleus.</summary>
    public bool IsDevice;

    public ulong Bytes;

    /// <summary>Start of the physical range; 0 for frames of its own.</summary>
    public ulong Physical;

    /// <summary>Who is charged; kept alive for as long as the object.</summary>
    public Process* Owner;

    private fixed ulong _slots[Slots];

    public ulong Pages => Layout.RoundUp(Bytes) / Layout.PageSize;

    /// <summary>An object of zeroed pages; null without memory or beyond the owner's limit.</summary>
    public static MemoryObject* Create(Process* owner, ulong bytes)
    {
        ulong pages = Layout.RoundUp(bytes) / Layout.PageSize;
        if (pages == 0 || pages > MaximumPages || owner->Pages + pages > owner->PageLimit || pages + (owner->IsRingZero ? 0 : Frames.Reserve) > Frames.Free)
            return null;
        MemoryObject* memory = CreateRange(owner, 0, pages * Layout.PageSize);
        if (memory == null)
            return null;
        for (ulong page = 0; page < pages; page++)
        {
            ulong* slot = memory->Slot(page, true);
            ulong frame = slot == null ? 0 : owner->TakeFrame();
            if (frame == 0)
            {
                Release(memory);
                return null;
            }
            *slot = frame;
            Frames.SetOwner(frame, memory);
        }
        return memory;
    }

    /// <summary>An object over a physical range.</summary>
    public static MemoryObject* CreateRange(Process* owner, ulong physical, ulong bytes)
    {
        ulong frame = owner->TakeFrame();
        if (frame == 0)
            return null;
        MemoryObject* memory = (MemoryObject*)Layout.Direct(frame);
        memory->References = 1;
        memory->Bytes = bytes;
        memory->Physical = physical;
        memory->Owner = owner;
        owner->References++;
        return memory;
    }

    /// <summary>Physical address of the page at an offset below <see cref="Bytes"/>.</summary>
    public ulong FrameAt(ulong offset) =>
        Physical != 0 ? Physical + Layout.RoundDown(offset) : *Slot(offset / Layout.PageSize, false);

    /// <summary>Gives up one reference; the last one frees the frames.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Release(MemoryObject* memory)
    {
        if (--memory->References == 0)
            Free(memory);
    }

    private static void Free(MemoryObject* memory)
    {
        Process* owner = memory->Owner;
        if (memory->Physical == 0)
        {
            for (ulong page = 0; page < memory->Pages; page++)
            {
                ulong* slot = memory->Slot(page, false);
                if (slot == null || *slot == 0)
                    break;
                owner->ReturnFrame(*slot);
            }
            for (int i = 0; memory->IsLarge && i < Slots && memory->_slots[i] != 0; i++)
                owner->ReturnFrame(memory->_slots[i]);
        }
        owner->ReturnFrame((ulong)memory - Layout.DirectMap);
        ProcessTable.Release(owner);
    }

    private bool IsLarge => Pages > Slots;

    private ulong* Slot(ulong page, bool make)
    {
        fixed (ulong* slots = _slots)
        {
            if (!IsLarge)
                return slots + page;
            ulong* entry = slots + page / SlotsPerPage;
            if (*entry == 0)
            {
                if (!make || (*entry = Owner->TakeFrame()) == 0)
                    return null;
            }
            return (ulong*)Layout.Direct(*entry) + page % SlotsPerPage;
        }
    }
}
