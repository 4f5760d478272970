using Singular.Kernel.Platform;

namespace Singular.Kernel.Measurement;

/// <summary>Runs the bench's workload, a program that knows nothing of this system, as a process.</summary>
internal static class WorkloadRows
{
    /// <summary>Name of the boot file that holds it.</summary>
    private const string Program = "bench/workload";

    // The rows that need no more than threads and memory: there are no pipes, sockets or shared files here.
    private static readonly string[] s_rows = ["getpid", "sched_yield", "futex-threads"];

    /// <summary>The lines that the program prints, one a row; none when the image is without it.</summary>
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    /// <exception cref="PlatformException">The program cannot be started.</exception>
    public static IEnumerable<string> Take(IMeasuredPlatform platform)
    {
        foreach (string row in s_rows)
        {
            if (platform.RunProgram(Program, row) is not { } end)
                yield break;
            if (end.State != ProcessState.Exited || end.Status != 0)
                throw new InvalidOperationException($"the workload's row {row} ended with status {end.Status}: {end.Detail}");
            yield return end.Detail;
        }
    }
}
