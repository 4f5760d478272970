namespace Singular.Nucleus;

/// <summary>Checks of the nucleus' own mechanisms before any program runs: the command line's word `selftest`.</summary>
internal static unsafe class SelfTest
{
    private static uint s_checks;

    public static void Run()
    {
        CheckHash();
        CheckFrames();
        BootConsole.Write("nucleus: self-test passed, ");
        BootConsole.WriteDecimal(s_checks);
        BootConsole.Write(" checks\n");
    }

    /// <summary>FIPS 180-4's example messages (NIST, SHA-256 examples) by the first and last word of their digests.</summary>
    private static void CheckHash()
    {
        byte* message = stackalloc byte[256];
        CheckDigest(message, 0, 0x42c4b0e3, 0x55b85278);
        message[0] = (byte)'a';
        message[1] = (byte)'b';
        message[2] = (byte)'c';
        CheckDigest(message, 3, 0xbf1678ba, 0xad1500f2);
    }

    private static void CheckDigest(byte* message, ulong bytes, uint first, uint last)
    {
        uint* digest = stackalloc uint[8];
        Sha256.Hash(message, bytes, (byte*)digest);
        Check(digest[0] == first && digest[7] == last, "SHA-256 of a known message");
    }

    private static void CheckFrames()
    {
        ulong before = Frames.Free;
        ulong first = Frames.TakeZeroed(), second = Frames.TakeZeroed();
        Check(first != 0 && second != 0 && first != second, "two page frames are different");
        Check(Frames.Free == before - 2, "the count of free frames follows");
        Frames.Return(first);
        Frames.Return(second);
        Check(Frames.Free == before, "returned frames are free again");
    }

    private static void Check(bool holds, string what)
    {
        s_checks++;
        if (!holds)
            Panic.Stop(what);
    }
}
