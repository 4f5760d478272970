namespace Singular.Nucleus;

/// <summary>Starting the processors, and knowing which one this is.</summary>
internal static unsafe class Processors
{
    /// <summary>Page below 1 MiB to which the start-up code is copied; the frame allocator owns nothing there.</summary>
    private const byte TrampolinePage = 8;

    /// <summary>How long a processor may take to come up: 5 s. That of an emulator is a thread, which its host may let wait.</summary>
    private const ulong StartPatience = 5_000_000_000;

    /// <summary>When it is told once more: after 20 ms.</summary>
    private const ulong StartRepetition = 20_000_000;

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
        ulong deadline = Clock.Nanoseconds() + StartPatience, again = 0;
        while (processor->Online == 0)
        {
            ulong now = Clock.Nanoseconds();
            if (now > deadline)
                Panic.Stop("a processor did not start", apicId);
            if (now >= again)
            {
                // One that has not taken its INIT yet loses the message; one that runs already does not listen to it
                // (Intel SDM, volume 3, "MP Initialization Protocol": it is sent twice).
                LocalApic.SendStartup(apicId, TrampolinePage);
                again = now + StartRepetition;
            }
            Cpu.Pause();
        }
    }
}
