namespace Singular.Kernel.Hosting;

/// <summary>What a driver process asks of the simulated hardware.</summary>
internal enum DeviceOperation : uint
{
    ReadPort = 1,
    WritePort = 2,

    /// <summary>Acknowledges the last interrupt and waits for the next; the answer is an <see cref="DriverHost.InterruptSignal"/>.</summary>
    WaitForInterrupt = 3,
}
