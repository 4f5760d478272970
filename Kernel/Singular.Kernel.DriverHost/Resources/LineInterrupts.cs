using Singular.Channels.Runtime;
using Singular.Drivers;

namespace Singular.Kernel.DriverHost;

/// <summary>Carries a line's interrupts into a domain, on a thread of its own.</summary>
internal sealed class LineInterrupts(IInterruptLine line, Domain domain) : IInterruptSource
{
    public void Start(Action handler)
    {
        var thread = new Thread(() => Deliver(handler)) { IsBackground = true, Name = $"{domain.Name} interrupt" };
        thread.Start();
    }

    // The line is masked from the return of Wait to the next call of it, so while the handler runs.
    private void Deliver(Action handler)
    {
        while (line.Wait() == InterruptSignal.Fired)
        {
            if (domain.TryRun(handler) == RunOutcome.Died)
                line.Cancel();
        }
    }
}
