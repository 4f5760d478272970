using System.Runtime;

namespace Singular.Nucleus;

/// <summary>From the first C# instruction to the first program.</summary>
internal static unsafe class Startup
{
    /// <summary>ilc wants an entry point; the machine enters at <see cref="Start"/>.</summary>
    private static void Main()
    {
    }

    /// <summary>Called by Assembly/boot.s on the boot stack and the boot page tables. Returns the thread to go on with.</summary>
    [RuntimeExport("nucleus_main")]
    public static Thread* Start(ulong startInfo)
    {
        BootConsole.Start();
        BootInfo.Read(startInfo);
        Frames.Start();
        PageTable.Start();
        Segments.BuildInterruptTable();
        LocalApic.Map();
        Processor* self = Processor.Get(0);
        Processors.Current = self;
        self->Root = PageTable.NucleusRoot;
        Cpu.WriteCr3(PageTable.NucleusRoot);
        Processors.Prepare(0, LocalApic.ReadId());
        self->Current = self->Idle;
        BringUp(self);
        Features.Enable();
        Acpi.Read();
        IoApic.Start();
        Clock.Start();
        Scheduler.Start();
        TimePage.Start();
        CallTable.Start();
        Randomness.Deterministic = BootInfo.HasWord("deterministic");
        self->Online = 1;
        Processors.StartOthers();
        NucleusLock.Take(self);
        Announce();
        BootImage.Start();
        StartKernel();
        return Dispatch.Leave(self);
    }

    /// <summary>Called by Assembly/boot.s on a further processor.</summary>
    [RuntimeExport("processor_main")]
    public static Thread* StartProcessor(Processor* self)
    {
        self->Root = PageTable.NucleusRoot;
        Cpu.WriteCr3(PageTable.NucleusRoot);
        self->Current = self->Idle;
        BringUp(self);
        Features.Enable();
        self->Online = 1;
        NucleusLock.Take(self);
        return Dispatch.Leave(self);
    }

    private static void BringUp(Processor* self)
    {
        self->FrameEnd = (ulong)self->Idle + (ulong)sizeof(Frame);
        self->Idle->StackTop = self->StackTop;
        self->Idle->State = ThreadState.Running;
        Processor.SetInterruptStack(self, 1, self->FrameEnd);
        Segments.Load(self);
        LocalApic.Start();
        self->SwitchedAt = Cpu.ReadTsc();
    }

    private static void Announce()
    {
        BootConsole.Write("nucleus: ");
        BootConsole.WriteDecimal(Frames.Total / 256);
        BootConsole.Write(" MiB free, ");
        BootConsole.WriteDecimal((ulong)Processors.Count);
        BootConsole.Write(" processor(s), clock ");
        BootConsole.WriteDecimal(Clock.Hertz / 1_000_000);
        BootConsole.Write(" MHz\n");
    }

    private static void StartKernel()
    {
        const string Name = "kernel";
        ulong physical, bytes;
        long error;
        Process* kernel = ProcessTable.Create(null, true, Frames.Total);
        if (kernel == null)
            Panic.Stop("out of memory for the kernel's process");
        ProcessTable.Kernel = kernel;
        if (BootInfo.HasWord("selftest"))
            SelfTest.Run(kernel);
        if (!BootImage.IsPresent)
            Panic.Stop("there is no boot image (the loader's first module, QEMU's -initrd)");
        byte* name = stackalloc byte[8];
        for (int i = 0; i < Name.Length; i++)
            name[i] = Text.At(Name, i);
        int entry = BootImage.Find(name, (ulong)Name.Length);
        if (entry < 0)
            Panic.Stop("the boot image has no entry named kernel");
        if (!BootImage.TryOpen(entry, &physical, &bytes))
            Panic.Stop("the boot image's entry kernel does not have the hash in the table");
        Cpu.Copy(kernel->Name, name, (ulong)Name.Length);
        MemoryObject* image = MemoryObject.CreateRange(kernel, physical, bytes);
        if (image == null)
            Panic.Stop("out of memory for the kernel's image");
        Thread* thread = Program.Load(kernel, image, BootInfo.CommandLine, (ulong)BootInfo.CommandLineLength, &error);
        if (thread == null)
            Panic.Stop("the entry kernel is not a static PIE that fits; error", (ulong)-error);
        Scheduler.MakeReady(thread);
    }
}
