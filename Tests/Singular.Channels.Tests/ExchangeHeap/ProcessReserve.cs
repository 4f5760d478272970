using System.Collections.Concurrent;
using System.Diagnostics;
using Singular.Channels.Tests.Placements;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>Processes that have started and wait for a channel, so that whoever has lost one goes on at once with another.</summary>
internal sealed class ProcessReserve : IDisposable
{
    private readonly BlockingCollection<Process> _ready;
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;

    /// <param name="program">What is started.</param>
    /// <param name="count">Processes that wait.</param>
    internal ProcessReserve(FarProgramFolder program, int count)
    {
        _ready = new BlockingCollection<Process>(count);
        _thread = new Thread(() => Fill(program)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>A process that waits; it is the caller's from now on.</summary>
    internal Process Take() => _ready.Take();

    public void Dispose()
    {
        _end.Cancel();
        _thread.Join();
        foreach (Process process in _ready.GetConsumingEnumerable())
            End(process);
        _ready.Dispose();
        _end.Dispose();
    }

    private void Fill(FarProgramFolder program)
    {
        while (!_end.IsCancellationRequested)
        {
            Process process = program.Start();
            try
            {
                _ready.Add(process, _end.Token);
            }
            catch (OperationCanceledException)
            {
                End(process);
            }
        }
        _ready.CompleteAdding();
    }

    private static void End(Process process)
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
