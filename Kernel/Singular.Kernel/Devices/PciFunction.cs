namespace Singular.Kernel.Devices;

/// <summary>A function that answered on the PCI bus.</summary>
/// <param name="Bus">0 to 255.</param>
/// <param name="Device">0 to 31.</param>
/// <param name="Function">0 to 7.</param>
/// <param name="VendorId">From offset 0x00 of its configuration space.</param>
/// <param name="DeviceId">From offset 0x02.</param>
/// <param name="BaseClass">From offset 0x0B.</param>
/// <param name="SubClass">From offset 0x0A.</param>
public readonly record struct PciFunction(int Bus, int Device, int Function, int VendorId, int DeviceId, int BaseClass, int SubClass)
{
    /// <summary>Its place as it is written everywhere, e.g. <c>00:1f.2</c>.</summary>
    public string Address => $"{Bus:x2}:{Device:x2}.{Function}";
}
