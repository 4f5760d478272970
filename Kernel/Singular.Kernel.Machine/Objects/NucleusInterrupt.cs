using Singular.Kernel.DriverHost;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Machine;

/// <summary>An interrupt line as a handle of the nucleus.</summary>
internal sealed class NucleusInterrupt(NucleusHandle handle) : IGrantedInterrupt, INucleusGrant
{
    public long HandleNumber => handle.Number;

    /// <summary>Claims a line; for the kernel.</summary>
    /// <exception cref="PlatformException">It is claimed, or does not exist.</exception>
    internal static NucleusInterrupt Claim(int line) =>
        new(new NucleusHandle(Nucleus.Do($"claim interrupt line {line}", CallNumber.InterruptCreate, line)));

    public InterruptSignal Wait()
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
            // Whatever else ends the wait (cancelled, a storm, the handle closed) ends the line for this driver.
            if (result != NucleusError.TimedOut)
                return InterruptSignal.Cancelled;
        }
    }

    public void Cancel() => Nucleus.Try(CallNumber.InterruptCancel, handle.Number);

    public void Dispose() => handle.Dispose();
}
