namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>
/// Section 5 of the isolation rules, attacked from ring 3. Each role does one thing that must not work; it ends by the named
/// fault, or returns 0 if a call refused it as it should. Afterwards no frame is missing.
/// </summary>
internal static class AttackScenario
{
    private const long PageFault = 0x100 + 14, GeneralProtection = 0x100 + 13;

    public static void Run()
    {
        var account = new FrameAccount();
        long readOnly = MakeReadOnlyMemory(out long memory);

        Expect(PageFault, "read-ring0");
        Expect(PageFault, "write-ring0");
        Expect(PageFault, "read-high-half");
        Expect(PageFault, "read-null");
        Expect(PageFault, "jump-ring0");
        // The runtime returns from its handler to the address, which is not canonical for a program.
        Expect(GeneralProtection, "jump-high-half");
        Expect(GeneralProtection, "port");
        Expect(GeneralProtection, "halt");
        Expect(GeneralProtection, "store-table");
        Expect(0, "raise-privilege");
        Expect(0, "ring0-calls");
        Expect(0, "map-outside");
        Expect(PageFault, "call-at-end");
        Expect(0, "write-and-execute");
        Expect(0, "image-rights");
        Expect(0, "bad-pointers");
        Expect(0, "foreign-signal");
        Expect(0, "forged-handles");
        Expect(0, "tls-outside");
        Expect(0, "read-only-memory", (uint)readOnly);
        Expect(0, "futex-private");
        Expect(GeneralProtection, "signal-return-selectors");
        Expect(GeneralProtection, "signal-return-address");
        Expect(0, "signal-return-state");
        // The runtime does not always survive its own lack of memory; here it only has to end alone.
        Children.Run("hog");
        Expect(0, "thread-bomb");
        Expect(0, "region-bomb");
        Expect(0, "handle-bomb");

        Calls.Close(readOnly);
        Calls.Close(memory);
        account.Close(1);
    }

    private static void Expect(long status, string role, params ReadOnlySpan<uint> handles)
    {
        long found = Children.Run(role, handles);
        Console.WriteLine($"{role}: {found:x}");
        Check.Equal(status, found, role);
    }

    private static long MakeReadOnlyMemory(out long memory)
    {
        memory = Check.Positive(Calls.CreateMemory(4096), "memory_create");
        return Check.Positive(Calls.Duplicate(memory, Calls.Read | Calls.Transfer), "handle_duplicate");
    }
}
