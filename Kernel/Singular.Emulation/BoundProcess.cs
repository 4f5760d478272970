using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Singular.Emulation;

/// <summary>Starts processes that are ended when this process ends, however it ends, being killed included.</summary>
/// <remarks>
/// Linux sends a process its parent-death signal (prctl(2), PR_SET_PDEATHSIG) when the <em>thread</em> that started it ends. So they are all
/// started by one thread that never does. The signal is set by <c>setpriv</c> (util-linux, which every Debian has) in the process itself; a
/// parent that is killed in the instant between its start and that is not noticed.
/// </remarks>
internal static class BoundProcess
{
    private static readonly Lazy<BlockingCollection<Action>> s_orders = new(() =>
    {
        var orders = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (Action order in orders.GetConsumingEnumerable())
                order();
        }) { IsBackground = true, Name = "process starter" }.Start();
        return orders;
    });

    /// <summary>Starts a process.</summary>
    /// <param name="start">What to start; changed to go through <c>setpriv</c>, which becomes the program.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    internal static Process Start(ProcessStartInfo start)
    {
        start.ArgumentList.Insert(0, "--pdeathsig");
        start.ArgumentList.Insert(1, "KILL");
        start.ArgumentList.Insert(2, "--");
        start.ArgumentList.Insert(3, start.FileName);
        start.FileName = "setpriv";
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        s_orders.Value.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Win32Exception error)
            {
                started.SetException(error);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }
}
