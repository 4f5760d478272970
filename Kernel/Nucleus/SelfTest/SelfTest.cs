namespace Singular.Nucleus;

/// <summary>Checks of the nucleus' own mechanisms before any program runs: the command line's word `selftest`.</summary>
internal static unsafe class SelfTest
{
    private static uint s_checks;

    /// <summary>Runs everything; a check that fails is a panic. The kernel's process has nothing mapped yet.</summary>
    public static void Run(Process* kernel)
    {
        ulong free = Frames.Free;
        HashChecks.Run();
        PageTableChecks.Run();
        TimerChecks.Run();
        RegionChecks.Run(kernel);
        Check(Frames.Free == free, "the self-test gave every page frame back");
        BootConsole.Write("nucleus: self-test passed, ");
        BootConsole.WriteDecimal(s_checks);
        BootConsole.Write(" checks\n");
    }

    public static void Check(bool holds, string what)
    {
        s_checks++;
        if (!holds)
            Panic.Stop(what);
    }

    /// <summary>A linear congruential generator (Knuth, The Art of Computer Programming 2, 3.3.4): the same numbers each time.</summary>
    public static uint Next(ulong* state, uint bound)
    {
        *state = *state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407;
        return (uint)(*state >> 33) % bound;
    }
}
