namespace Singular.Nucleus;

/// <summary>
/// The one lock of the nucleus: whoever runs nucleus code after boot holds it, with interrupts off. A processor that waits
/// for it answers TLB flushes, or the holder would wait for it for ever.
/// </summary>
internal static unsafe class NucleusLock
{
    private static uint s_held;

    public static void Take(Processor* self)
    {
        fixed (uint* held = &s_held)
        {
            while (Cpu.Exchange(held, 1) != 0)
            {
                Shootdown.Answer(self);
                Cpu.Pause();
            }
        }
        Processors.Current = self;
    }

    public static void Release()
    {
        fixed (uint* held = &s_held)
            Cpu.Exchange(held, 0);
    }
}
