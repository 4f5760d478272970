namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>The life of a process: start, output, status, kill, limits, information.</summary>
internal static class ProcessScenario
{
    public static void Run()
    {
        Check.Equal(7, Children.Run("exit 7"), "status of a process that returns 7");

        long process = Children.Start("hello");
        Check.Equal(0, Calls.WaitProcess(process), "status of hello");
        string output = Calls.ProcessOutput(process);
        Check.True(output.StartsWith("hello from ring 3", StringComparison.Ordinal), $"output is '{output}'");
        ulong[] info = Calls.ProcessInfo(process);
        Check.Equal(1, (long)info[0], "state after the end");
        Check.Equal(3, (long)info[5], "ring at its trap");
        Check.Equal(1, (long)info[2], "pages after the end: what it wrote");
        Calls.Close(process);

        info = Calls.ProcessInfo(0);
        Check.True(info[0] == 0 && info[5] == 0 && info[10] > 0, "a process sees itself");
        Check.Equal(0, Children.Run("runtime"), "status of the runtime's exercise in ring 3");

        process = Children.Start("sleep");
        Check.Equal(Calls.TimedOut, Calls.WaitProcess(process, 20_000_000), "wait for a sleeper");
        Check.True(Calls.ProcessInfo(process)[2] > 5, "a running process has pages");
        Check.Equal(0, Calls.KillProcess(process), "kill");
        Check.Equal(137, Calls.WaitProcess(process), "status of a killed process");
        Check.Equal(2, (long)Calls.ProcessInfo(process)[0], "state of a killed process");
        Calls.Close(process);

        process = Children.Start("spin");
        Thread.Sleep(20);
        Check.Equal(0, Calls.KillProcess(process), "kill of an endless loop");
        Check.Equal(137, Calls.WaitProcess(process), "status of a killed loop");
        Calls.Close(process);

        long refused = Children.StartLimited("hello", 20, 0);
        Check.True(refused == Calls.NoMemory || Calls.WaitProcess(refused) != 0, "twenty pages are too few");
        Check.Equal(Calls.Invalid, Children.StartLimited("hello", 0, 8), "priority 8");
        Check.True(Children.Run("hog") != Roles.Role.Broken, "a process that allocates beyond its limit ends");
    }
}
