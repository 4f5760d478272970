namespace Singular.Nucleus;

/// <summary>
/// Random numbers for programs: RDRAND where the processor has it. Without it, a generator seeded from the time-stamp
/// counter, which is good for hash seeds and layout and no more; docs/nucleus.md says so.
/// </summary>
internal static class Randomness
{
    private static ulong s_state;

    /// <summary>Same numbers in every run, for measurements and tests: the command line's word `deterministic`.</summary>
    public static bool Deterministic;

    public static ulong Next()
    {
        ulong word = Features.HasRandom && !Deterministic ? Cpu.Random() : 0;
        if (word != 0)
            return word;
        // SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
        s_state += 0x9E37_79B9_7F4A_7C15 + (Deterministic ? 0 : Cpu.ReadTsc());
        ulong mixed = s_state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }
}
