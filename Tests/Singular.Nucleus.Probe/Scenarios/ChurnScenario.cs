namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>Processes come and go, some by their own end, some killed at a random moment; no page frame stays behind.</summary>
internal static class ChurnScenario
{
    public static void Run(int count)
    {
        var random = new Random(1);
        Once(random, 2);
        var account = new FrameAccount();
        for (int i = 0; i < count; i++)
            Once(random, i);
        account.Close((ulong)count);
    }

    private static void Once(Random random, int number)
    {
        bool kill = number % 3 == 2;
        long process = Children.Start(kill ? "threads" : "exit 5");
        if (kill)
        {
            Calls.WaitProcess(process, (ulong)random.Next(1, 8_000_000));
            Calls.KillProcess(process);
        }
        long status = Calls.WaitProcess(process);
        Check.Equal(kill ? 137 : 5, status, "status");
        Calls.Close(process);
    }
}
