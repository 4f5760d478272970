using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>
/// The one lock of the nucleus: whoever runs nucleus code after boot holds it, with interrupts off. A processor that waits
/// for it answers TLB flushes, or the holder would wait for it for ever. A single processor needs no lock.
/// </summary>
internal static unsafe class NucleusLock
{
    private static uint s_held;

    // Statics of the nucleus have a fixed address.
    private static uint* Word => (uint*)Unsafe.AsPointer(ref s_held);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Take(Processor* self)
    {
        if (Processors.Count != 1)
            Wait(self);
        Processors.Current = self;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Release()
    {
        if (Processors.Count != 1)
            Cpu.Exchange(Word, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Wait(Processor* self)
    {
        while (Cpu.Exchange(Word, 1) != 0)
        {
            Shootdown.Answer(self);
            Cpu.Pause();
        }
    }
}
