namespace Singular.Kernel.DriverHost;

public enum InterruptSignal
{
    /// <summary>The device asked for service.</summary>
    Fired,

    /// <summary>The line was given up; there will be no more interrupts.</summary>
    Cancelled,
}
