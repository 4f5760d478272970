namespace Singular.Nucleus;

/// <summary>
/// An address space under random mapping, unmapping, protecting and touching, beside a model: one byte per page with the
/// protection, or none. Afterwards the process leaves nothing behind.
/// </summary>
internal static unsafe class RegionChecks
{
    private const int Pages = 512, Steps = 4000, LongestRange = 40;
    private const ulong Start = 0x7_0000_0000;
    private const byte Unmapped = 0xFF;

    public static void Run(Process* creator)
    {
        Process* process = ProcessTable.Create(creator, false, 4096);
        byte* model = stackalloc byte[Pages];
        for (int i = 0; i < Pages; i++)
            model[i] = Unmapped;
        ulong seed = 42;
        for (int step = 0; step < Steps; step++)
        {
            Change(process, model, &seed);
            if (step % 16 == 0)
                Compare(process, model);
        }
        Compare(process, model);
        ProcessTable.Abandon(process);
    }

    private static void Change(Process* process, byte* model, ulong* seed)
    {
        uint first = SelfTest.Next(seed, Pages), count = 1 + SelfTest.Next(seed, LongestRange);
        if (first + count > Pages)
            count = Pages - first;
        ulong start = Start + first * Layout.PageSize, end = start + count * Layout.PageSize;
        uint protection = SelfTest.Next(seed, 4);
        switch (SelfTest.Next(seed, 4))
        {
            case 0:
                Region region;
                region.Start = start;
                region.End = end;
                region.Object = null;
                region.Offset = 0;
                region.Protection = protection;
                region.Maximum = 7;
                region.Kind = RegionKind.Anonymous;
                SelfTest.Check(AddressSpace.Map(process, &region) == (long)start, "a range is mapped where it was wanted");
                Set(model, first, count, (byte)protection);
                break;
            case 1:
                SelfTest.Check(AddressSpace.Unmap(process, start, end) == 0, "a range is unmapped");
                Set(model, first, count, Unmapped);
                break;
            case 2:
                bool whole = true;
                for (uint i = first; i < first + count; i++)
                    whole &= model[i] != Unmapped;
                long result = AddressSpace.Protect(process, start, end, protection);
                SelfTest.Check(result == (whole ? 0 : Errno.NoMemory), "only what is mapped without gaps is protected");
                if (whole)
                    Set(model, first, count, (byte)protection);
                break;
            default:
                bool writable = model[first] != Unmapped && (model[first] & Region.Write) != 0;
                byte* place = UserMemory.Resolve(process, new UserAddress(start), Access.Write);
                SelfTest.Check(place != null == writable, "a page is written to exactly if its protection says so");
                break;
        }
    }

    private static void Compare(Process* process, byte* model)
    {
        for (uint i = 0; i < Pages; i++)
        {
            ulong address = Start + i * Layout.PageSize;
            Region* region = process->Regions.At(address);
            bool mapped = region != null && region->Start <= address;
            SelfTest.Check(mapped == (model[i] != Unmapped), "what is mapped is what was mapped");
            SelfTest.Check(!mapped || region->Protection == model[i], "the protection is the one that was set last");
            ulong* entry = PageTable.Find(process, address);
            bool present = entry != null && (*entry & PageTable.Present) != 0;
            SelfTest.Check(!present || mapped && region->Protection != 0, "no page is left where nothing is mapped");
            bool writable = present && (*entry & PageTable.Writable) != 0;
            SelfTest.Check(!writable || (region->Protection & Region.Write) != 0, "no page is more writable than its region");
        }
        ulong last = 0;
        for (Region* region = process->Regions.At(0); region != null; region = process->Regions.At(region->End))
        {
            SelfTest.Check(region->Start >= last && region->End > region->Start, "regions are in order and do not overlap");
            last = region->End;
        }
    }

    private static void Set(byte* model, uint first, uint count, byte value)
    {
        for (uint i = first; i < first + count; i++)
            model[i] = value;
    }
}
