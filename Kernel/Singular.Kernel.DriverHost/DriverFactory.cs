namespace Singular.Kernel.DriverHost;

/// <summary>Calls the constructor of a driver. Generated for each driver when an image is built.</summary>
/// <returns>The driver; it implements the contract that its manifest says it provides.</returns>
public delegate object DriverFactory(ResourceSet resources);
