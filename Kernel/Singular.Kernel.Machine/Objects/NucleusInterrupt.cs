using Singular.Kernel.DriverHost;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Machine;

/// <summary>An interrupt line as a handle of the nucleus.</summary>
/// <remarks>The number of a closed handle may soon be another one's, so the handle is closed only when nobody waits on it any more;
/// a cancelled line lets nobody wait.</remarks>
internal sealed class NucleusInterrupt(NucleusHandle handle) : IGrantedInterrupt, INucleusGrant
{
    private readonly object _gate = new();
    private int _waiting;
    private bool _cancelled;

    public long HandleNumber => handle.Number;

    /// <summary>Claims a line; for the kernel.</summary>
    /// <exception cref="PlatformException">It is claimed, or does not exist.</exception>
    internal static NucleusInterrupt Claim(int line) =>
        new(new NucleusHandle(Nucleus.Do($"claim interrupt line {line}", CallNumber.InterruptCreate, line)));

    public InterruptSignal Wait()
    {
        lock (_gate)
        {
            if (_cancelled)
                return InterruptSignal.Cancelled;
            _waiting++;
        }
        try
        {
            return WaitOnHandle();
        }
        finally
        {
            lock (_gate)
            {
                if (--_waiting == 0)
                    Monitor.PulseAll(_gate);
            }
        }
    }

    public void Cancel()
    {
        lock (_gate)
        {
            if (_cancelled)
                return;
            _cancelled = true;
            Nucleus.Try(CallNumber.InterruptCancel, handle.Number);
        }
    }

    /// <summary>Cancels the line, waits until whoever waited on it has left, and gives it back.</summary>
    public void Dispose()
    {
        Cancel();
        lock (_gate)
        {
            while (_waiting > 0)
                Monitor.Wait(_gate);
        }
        handle.Dispose();
    }

    private InterruptSignal WaitOnHandle()
    {
        while (true)
        {
            long result = Nucleus.Try(CallNumber.InterruptWait, handle.Number, Nucleus.Forever);
            // The runtime's own signals end a wait with the same error as a cancellation. A cancelled line says so again when it
            // is asked without waiting.
            if (result == NucleusError.Interrupted)
                result = Nucleus.Try(CallNumber.InterruptWait, handle.Number, 0);
            if (result == 1)
                return InterruptSignal.Fired;
            // Whatever else ends the wait (cancelled, a storm) ends the line for this driver.
            if (result != NucleusError.TimedOut)
                return InterruptSignal.Cancelled;
        }
    }
}
