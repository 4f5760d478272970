namespace Singular.Drivers.Serial;

/// <summary>No UART answers at the ports.</summary>
public sealed class UartNotFoundException : Exception
{
    public UartNotFoundException()
        : base("No UART answers: its scratch register does not keep what is written to it. Remove the driver or connect a serial port.")
    {
    }
}
