using System.Diagnostics;

namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>Priorities and slices, by the processor time that endless loops get; and the time page. For one processor.</summary>
internal static unsafe class SchedulingScenario
{
    private const int ProcessorTime = 10;

    public static void Run()
    {
        long urgent = StartSpinner(3), patient = StartSpinner(2), equal = StartSpinner(3);
        // Starting takes its time, too; what counts is who runs from here on.
        Thread.Sleep(200);
        (long urgentBefore, long equalBefore, long patientBefore) = (Time(urgent), Time(equal), Time(patient));
        Thread.Sleep(600);
        long urgentTime = Time(urgent) - urgentBefore, equalTime = Time(equal) - equalBefore, patientTime = Time(patient) - patientBefore;
        Console.WriteLine($"ms: {urgentTime / 1_000_000}, {equalTime / 1_000_000} at priority 3, {patientTime / 1_000_000} at priority 2");
        Check.True(patientTime < 20_000_000, "a lower priority does not run while a higher one wants to");
        Check.True(urgentTime > 100_000_000 && equalTime > 100_000_000, "equal priorities share");
        Check.True(urgentTime < 2 * equalTime && equalTime < 2 * urgentTime, "equal priorities share about equally");
        foreach (long process in (long[])[urgent, equal, patient])
        {
            Calls.KillProcess(process);
            Check.Equal(137, Calls.WaitProcess(process), "status");
            Calls.Close(process);
        }
        CheckHandOverShares();
        CheckTimePage();
    }

    /// <summary>Two threads that hand over to each other never wait for a processor, and yet a third gets its slices.</summary>
    private static void CheckHandOverShares()
    {
        long pair = Check.Positive(Children.StartLimited("pair", 0, 3), "start of the pair"), spinner = StartSpinner(3);
        Thread.Sleep(200);
        (long pairBefore, long spinnerBefore) = (Time(pair), Time(spinner));
        Thread.Sleep(600);
        long pairTime = Time(pair) - pairBefore, spinnerTime = Time(spinner) - spinnerBefore;
        Console.WriteLine($"ms: {pairTime / 1_000_000} of the pair, {spinnerTime / 1_000_000} of the spinner");
        Check.True(pairTime > 100_000_000 && spinnerTime > 100_000_000, "a pair that hands over shares with its equals");
        foreach (long process in (long[])[pair, spinner])
        {
            Calls.KillProcess(process);
            Check.Equal(137, Calls.WaitProcess(process), "status");
            Calls.Close(process);
        }
    }

    private static long StartSpinner(ulong priority) =>
        Check.Positive(Children.StartLimited("spin", 0, priority), $"start at priority {priority}");

    private static long Time(long process) => (long)Calls.ProcessInfo(process)[ProcessorTime];

    private static void CheckTimePage()
    {
        long handle = Check.Positive(Calls.Raw(0x1016), "time_page");
        Check.Equal(Calls.Access, Calls.MapMemory(handle, 4096, 3), "map of the time page to write");
        ulong* page = (ulong*)Check.Positive(Calls.MapMemory(handle, 4096, 1), "map of the time page");
        Check.Equal(Calls.Access, Calls.Raw(10, (ulong)page, 4096, 3), "mprotect of the time page");
        for (int i = 0; i < 100; i++)
        {
            long before = Stopwatch.GetTimestamp();
            ulong ticks = MachineCode.TimeStamp() - page[0];
            long now = (long)(ulong)((UInt128)ticks * page[1] >> 32);
            long after = Stopwatch.GetTimestamp();
            Check.True(before <= now + 1 && now <= after + 1, $"the time page says {now}, the clock {before} to {after}");
        }
        Calls.Close(handle);
    }
}
