namespace Singular.Nucleus;

/// <summary>Processor features that the nucleus relies on; it refuses to run without them.</summary>
internal static unsafe class Features
{
    private const ulong Umip = 1 << 11, OsXsave = 1 << 18, Smep = 1 << 20, Smap = 1 << 21;

    /// <summary>x87, SSE and AVX (Intel SDM volume 1, 13.1): their xsave area is 832 bytes.</summary>
    public const uint StateComponents = 7;

    public static uint StateBytes;
    public static bool HasRandom;

    /// <summary>Turns on SMEP, SMAP, UMIP and xsave on the calling processor.</summary>
    public static void Enable()
    {
        uint* abcd = stackalloc uint[4];
        Cpu.Identify(1, 0, abcd);
        if ((abcd[2] & (1 << 26)) == 0)
            Panic.Stop("the processor has no XSAVE");
        HasRandom = (abcd[2] & (1 << 30)) != 0;
        Cpu.Identify(7, 0, abcd);
        // CPUID leaf 7: EBX 7 SMEP, EBX 20 SMAP, ECX 2 UMIP.
        if ((abcd[1] & (1 << 7)) == 0 || (abcd[1] & (1 << 20)) == 0 || (abcd[2] & 4) == 0)
            Panic.Stop("the processor lacks SMEP, SMAP or UMIP");
        Cpu.WriteCr4(Cpu.ReadCr4() | Umip | OsXsave | Smep | Smap);
        Cpu.Identify(0xD, 0, abcd);
        Cpu.SetExtendedFeatures(abcd[0] & StateComponents);
        Cpu.Identify(0xD, 0, abcd);
        StateBytes = abcd[1];
        if (StateBytes > Thread.StateRoom)
            Panic.Stop("the extended processor state does not fit a thread's control block", StateBytes);
    }
}
