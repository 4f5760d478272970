using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>
/// The vector and floating-point registers. Nucleus code does not use them (build.sh checks the object code), so they stay a
/// program's own through calls and interrupts and move only when another thread comes.
/// </summary>
internal static unsafe class ExtendedState
{
    /// <summary>Offsets in the xsave area (Intel SDM volume 1, 13.4): legacy region 512 bytes, then the header.</summary>
    public const int ControlWord = 0, Mxcsr = 24, PresentComponents = 512, CompactedComponents = 520, HeaderEnd = 576;

    private const ushort InitialControlWord = 0x37F;

    /// <summary>All exceptions masked. XRSTOR loads MXCSR even for a component in its initial state, so it must be valid.</summary>
    private const uint InitialMxcsr = 0x1F80, ValidMxcsr = 0xFFFF;

    public static void Initialize(byte* area)
    {
        *(ushort*)(area + ControlWord) = InitialControlWord;
        *(uint*)(area + Mxcsr) = InitialMxcsr;
    }

    /// <summary>Writes the registers of a thread that is current on this processor to its area.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Save(Thread* thread)
    {
        Counters.StateSaves++;
        Cpu.SaveState(Thread.StateArea(thread));
    }

    /// <summary>Loads a thread's registers, unless this processor still has them from its last run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(Processor* self, Thread* thread)
    {
        if (self->StateOwner == thread && thread->StateProcessor == self)
            return;
        self->StateOwner = thread;
        thread->StateProcessor = self;
        Cpu.RestoreState(Thread.StateArea(thread));
    }

    /// <summary>Loads the area of the current thread after the nucleus changed it.</summary>
    public static void Reload(Thread* thread) => Cpu.RestoreState(Thread.StateArea(thread));

    /// <summary>Makes an area that a program wrote safe for XRSTOR: known components, standard form, valid MXCSR.</summary>
    public static void Sanitise(byte* area)
    {
        *(ulong*)(area + PresentComponents) &= Features.StateComponents;
        *(ulong*)(area + CompactedComponents) = 0;
        for (int i = CompactedComponents + 8; i < HeaderEnd; i += 8)
            *(ulong*)(area + i) = 0;
        *(uint*)(area + Mxcsr) &= ValidMxcsr;
    }
}
