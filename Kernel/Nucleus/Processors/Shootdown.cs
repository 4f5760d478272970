namespace Singular.Nucleus;

/// <summary>Makes every processor forget translations that changed. The caller holds the nucleus lock.</summary>
internal static unsafe class Shootdown
{
    /// <summary>More pages than this are flushed by reloading CR3.</summary>
    private const ulong PageByPage = 16;

    /// <summary>A number of pages that stands for the whole address space.</summary>
    public const ulong Everything = ulong.MaxValue;

    /// <summary>Flushes a range on all processors that may have cached it, and waits until they did.</summary>
    public static void Flush(Process* process, ulong start, ulong pages)
    {
        Processor* self = Processors.Current;
        if (process->IsRingZero || self->Root == process->Root)
            FlushHere(start, pages);
        for (int i = 0; i < Processors.Count; i++)
        {
            Processor* other = Processor.Get(i);
            if (other == self || other->Online == 0 || !process->IsRingZero && other->Root != process->Root)
                continue;
            other->FlushStart = start;
            other->FlushPages = pages;
            other->FlushRetiredRoot = 0;
            other->FlushWanted = 1;
            LocalApic.SendInterrupt(other->ApicId, LocalApic.FlushVector);
        }
        WaitForAnswers(self);
    }

    /// <summary>Takes a root that is about to be freed out of every CR3.</summary>
    public static void Retire(ulong root)
    {
        Processor* self = Processors.Current;
        if (self->Root == root)
            LoadRoot(self, PageTable.NucleusRoot);
        for (int i = 0; i < Processors.Count; i++)
        {
            Processor* other = Processor.Get(i);
            if (other == self || other->Online == 0 || other->Root != root)
                continue;
            other->FlushRetiredRoot = root;
            other->FlushWanted = 1;
            LocalApic.SendInterrupt(other->ApicId, LocalApic.FlushVector);
        }
        WaitForAnswers(self);
    }

    public static void LoadRoot(Processor* self, ulong root)
    {
        self->Root = root;
        Counters.PageTableSwitches++;
        Cpu.WriteCr3(root);
    }

    /// <summary>Does what another processor asked of this one.</summary>
    public static void Answer(Processor* self)
    {
        if (self->FlushWanted == 0)
            return;
        if (self->FlushRetiredRoot != 0)
        {
            self->Root = PageTable.NucleusRoot;
            Cpu.WriteCr3(PageTable.NucleusRoot);
        }
        else
        {
            FlushHere(self->FlushStart, self->FlushPages);
        }
        self->FlushWanted = 0;
    }

    private static void WaitForAnswers(Processor* self)
    {
        for (int i = 0; i < Processors.Count; i++)
        {
            Processor* other = Processor.Get(i);
            while (other != self && other->FlushWanted != 0)
                Cpu.Pause();
        }
    }

    private static void FlushHere(ulong start, ulong pages)
    {
        Counters.TlbFlushes++;
        if (pages > PageByPage)
        {
            Cpu.WriteCr3(Cpu.ReadCr3());
            return;
        }
        for (ulong i = 0; i < pages; i++)
            Cpu.InvalidatePage(start + i * Layout.PageSize);
    }
}
