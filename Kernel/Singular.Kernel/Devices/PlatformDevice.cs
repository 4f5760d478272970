namespace Singular.Kernel.Devices;

/// <summary>A device that a PC has at fixed ports and cannot be asked for.</summary>
/// <param name="Name">What it is.</param>
/// <param name="FirstPort">Its first port.</param>
/// <param name="LastPort">Its last port.</param>
/// <param name="Line">Its ISA interrupt line.</param>
public sealed record PlatformDevice(string Name, int FirstPort, int LastPort, int Line)
{
    /// <summary>The devices of a PC that drivers may ask for, with their customary ports and lines (Intel "ICH9 Family
    /// Datasheet", tables 9-2 and 5-7). Those that the nucleus uses itself or that amount to owning the machine are left
    /// out.</summary>
    public static IReadOnlyList<PlatformDevice> All { get; } =
    [
        new("keyboard controller", 0x60, 0x64, 1),
        new("real-time clock", 0x70, 0x71, 8),
        new("serial port 1", 0x3F8, 0x3FF, 4),
        new("serial port 2", 0x2F8, 0x2FF, 3),
        new("parallel port", 0x378, 0x37A, 7),
    ];

    /// <summary>Its ports as people write them.</summary>
    public string Ports => $"0x{FirstPort:X}-0x{LastPort:X}";
}
