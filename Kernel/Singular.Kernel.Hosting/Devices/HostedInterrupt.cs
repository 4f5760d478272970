using Singular.Drivers.Testing;
using Singular.Kernel.DriverHost;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Hosting;

/// <summary>A claimed line of the simulated PC.</summary>
internal sealed class HostedInterrupt : IGrantedInterrupt
{
    private readonly InterruptLine _line;
    private readonly Action _released;
    private readonly object _gate = new();
    private bool _isInService;
    private bool _isCancelled;
    private bool _isDisposed;

    /// <param name="line">The line.</param>
    /// <param name="released">Called once when the claim ends.</param>
    internal HostedInterrupt(InterruptLine line, Action released)
    {
        _line = line;
        _released = released;
        line.Ready += Notice;
    }

    public InterruptSignal Wait()
    {
        EndService();
        lock (_gate)
        {
            while (!_isCancelled)
            {
                if (_line.TryBegin())
                {
                    _isInService = true;
                    return InterruptSignal.Fired;
                }
                Monitor.Wait(_gate);
            }
            return InterruptSignal.Cancelled;
        }
    }

    public void Cancel()
    {
        lock (_gate)
        {
            _isCancelled = true;
            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose()
    {
        Cancel();
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
        }
        _line.Ready -= Notice;
        EndService();
        _released();
    }

    // Outside the gate: the end of one service may announce the next at once, on this thread.
    private void EndService()
    {
        lock (_gate)
        {
            if (!_isInService)
                return;
            _isInService = false;
        }
        _line.End();
    }

    private void Notice()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
