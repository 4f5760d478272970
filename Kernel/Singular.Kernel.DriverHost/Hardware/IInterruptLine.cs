namespace Singular.Kernel.DriverHost;

/// <summary>An ISA interrupt line that is claimed by one owner. It is masked until the first <see cref="Wait"/>.</summary>
public interface IInterruptLine : IDisposable
{
    /// <summary>Acknowledges the interrupt that the last call returned, unmasks the line and waits for the next one. The
    /// line is masked when the call returns <see cref="InterruptSignal.Fired"/>. One thread at a time.</summary>
    InterruptSignal Wait();

    /// <summary>Masks the line for good and lets a present or later <see cref="Wait"/> return
    /// <see cref="InterruptSignal.Cancelled"/>. May be called from any thread, any number of times.</summary>
    void Cancel();
}
