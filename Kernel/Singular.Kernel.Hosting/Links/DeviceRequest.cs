namespace Singular.Kernel.Hosting;

/// <param name="Operation">What to do.</param>
/// <param name="Port">Absolute port number of a port access.</param>
/// <param name="Width">Bytes of a port access.</param>
/// <param name="Value">Value of a write.</param>
internal readonly record struct DeviceRequest(DeviceOperation Operation, int Port, int Width, uint Value);
