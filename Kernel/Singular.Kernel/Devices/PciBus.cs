using Singular.Kernel.DriverHost;

namespace Singular.Kernel.Devices;

/// <summary>Finds what is on the PCI bus, through configuration mechanism #1 ("PCI Local Bus Specification" 3.0, 3.2.2.3.2).</summary>
/// <param name="ports">The machine's ports; the kernel uses these two itself and grants them to nobody.</param>
public sealed class PciBus(IPortBus ports)
{
    private const int ConfigAddress = 0xCF8;
    private const int ConfigData = 0xCFC;
    private const uint EnableBit = 0x8000_0000;
    private const int NoDevice = 0xFFFF;
    private const int BridgeClass = 0x06;
    private const int PciBridgeSubClass = 0x04;

    // Bit 7 of the header type says that the device has more than one function (6.2.1).
    private const uint ManyFunctions = 0x80;

    /// <summary>The functions in the order of their addresses, buses behind bridges included.</summary>
    public IReadOnlyList<PciFunction> Enumerate()
    {
        var found = new List<PciFunction>();
        var buses = new Queue<int>([0]);
        var seen = new HashSet<int> { 0 };
        while (buses.TryDequeue(out int bus))
        {
            for (int device = 0; device < 32; device++)
            {
                foreach (PciFunction function in FunctionsOf(bus, device))
                {
                    found.Add(function);
                    // Offset 0x19 of a bridge's header holds the number of the bus behind it (PCI-to-PCI Bridge 1.2, 3.2.5.4).
                    int behind = (int)(Read(function.Bus, function.Device, function.Function, 0x18) >> 8) & 0xFF;
                    if (function is { BaseClass: BridgeClass, SubClass: PciBridgeSubClass } && seen.Add(behind))
                        buses.Enqueue(behind);
                }
            }
        }
        return [.. found.OrderBy(f => f.Bus).ThenBy(f => f.Device).ThenBy(f => f.Function)];
    }

    private List<PciFunction> FunctionsOf(int bus, int device)
    {
        var functions = new List<PciFunction>();
        int count = 1;
        for (int function = 0; function < count; function++)
        {
            uint identity = Read(bus, device, function, 0x00);
            if ((identity & 0xFFFF) == NoDevice)
            {
                if (function == 0)
                    break;
                continue;
            }
            if (function == 0 && (Read(bus, device, 0, 0x0C) >> 16 & ManyFunctions) != 0)
                count = 8;
            uint classes = Read(bus, device, function, 0x08);
            functions.Add(new PciFunction(
                bus, device, function, (int)(identity & 0xFFFF), (int)(identity >> 16), (int)(classes >> 24), (int)(classes >> 16 & 0xFF)));
        }
        return functions;
    }

    private uint Read(int bus, int device, int function, int offset)
    {
        ports.Write(ConfigAddress, 4, EnableBit | (uint)bus << 16 | (uint)device << 11 | (uint)function << 8 | (uint)offset);
        return ports.Read(ConfigData, 4);
    }
}
