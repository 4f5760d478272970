namespace Singular.Nucleus;

/// <summary>Walks everything that the nucleus has mapped: nothing writable and executable, nothing for ring 3.</summary>
internal static unsafe class PageTableChecks
{
    public static void Run()
    {
        ulong* root = (ulong*)Layout.Direct(PageTable.NucleusRoot);
        for (int i = 0; i < Layout.RingZeroFirstSlot; i++)
            SelfTest.Check(root[i] == 0, "the nucleus maps nothing in ring 3's part");
        ulong leaves = 0;
        for (int i = Layout.RingZeroFirstSlot; i < 512; i++)
        {
            if (root[i] != 0)
                leaves += Walk(root[i], 3);
        }
        SelfTest.Check(leaves > 100, "the walk saw the direct map and the image");
        ulong code = Linker.Address(Symbol.ImageStart);
        ulong alias = *PageTable.Find(PageTable.NucleusRoot, code - Layout.ImageOffset + Layout.DirectMap);
        SelfTest.Check((alias & PageTable.Writable) == 0, "the direct map does not let the nucleus' code be written");
    }

    private static ulong Walk(ulong entry, int level)
    {
        ulong* table = PageTable.Table(entry);
        ulong leaves = 0;
        for (int i = 0; i < 512; i++)
        {
            if ((table[i] & PageTable.Present) == 0)
                continue;
            SelfTest.Check((table[i] & PageTable.User) == 0, "no page of the nucleus is ring 3's");
            if (level > 1 && (table[i] & PageTable.Large) == 0)
            {
                leaves += Walk(table[i], level - 1);
                continue;
            }
            bool writable = (table[i] & PageTable.Writable) != 0, executable = (table[i] & PageTable.NoExecute) == 0;
            SelfTest.Check(!(writable && executable), "no page of the nucleus is writable and executable");
            leaves++;
        }
        return leaves;
    }
}
