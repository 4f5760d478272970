namespace Singular.Nucleus;

/// <summary>Starting the processors, and knowing which one this is.</summary>
internal static unsafe class Processors
{
    /// <summary>Page below 1 MiB to which the start-up code is copied; the frame allocator owns nothing there.</summary>
    private const byte TrampolinePage = 8;

    /// <summary>How long a processor may take to come up: 100 ms.</summary>
    private const ulong StartPatience = 100_000_000;

    public static int Count;

    /// <summary>The processor that holds the nucleus lock; set by whoever takes it.</summary>
    public static Processor* Current;

    /// <summary>Sets up the calling processor's own tables. Its entry becomes current.</summary>
    public static void Prepare(int number, uint apicId)
    {
        Processor* processor = Processor.Get(number);
        processor->Number = number;
        processor->ApicId = apicId;
        processor->StackTop = (ulong)processor + Processor.Size;
        Processor.SetInterruptStack(processor, 2, (ulong)processor + Processor.FatalStackEnd);
        Processor.ShowBitmap(processor, false);
        byte* bitmap = Processor.Bitmap(processor);
        for (uint i = 0; i <= 8192; i++)
            bitmap[i] = 0xFF;
        processor->Timers.Start();
        processor->Idle = Scheduler.MakeIdleThread(processor);
        Count = number + 1;
    }

    /// <summary>Starts the other processors one after the other. The boot tables, which map the first GiB executable, are
    /// wiped afterwards.</summary>
    public static void StartOthers()
    {
        uint self = LocalApic.ReadId();
        byte* from = (byte*)Layout.Direct(Linker.Address(Symbol.Trampoline));
        ulong length = Linker.Address(Symbol.TrampolineEnd) - Linker.Address(Symbol.Trampoline);
        Cpu.Copy(Layout.Direct(TrampolinePage * Layout.PageSize), from, length);
        for (int i = 0; i < Acpi.ProcessorCount; i++)
        {
            if (Acpi.ApicId(i) != self)
                StartOne(Acpi.ApicId(i));
        }
        Cpu.Clear(Layout.Direct(Linker.Address(Symbol.BootRoot)), 3 * Layout.PageSize);
    }

    private static void StartOne(uint apicId)
    {
        int number = Count;
        Prepare(number, apicId);
        Processor* processor = Processor.Get(number);
        *(Processor**)Linker.Address(Symbol.StartingProcessor) = processor;
        LocalApic.SendInit(apicId);
        Clock.BusyWait(200_000);
        LocalApic.SendStartup(apicId, TrampolinePage);
        ulong deadline = Clock.Nanoseconds() + StartPatience;
        while (processor->Online == 0)
        {
            if (Clock.Nanoseconds() > deadline)
                Panic.Stop("a processor did not start", apicId);
            Cpu.Pause();
        }
    }
}
