namespace Singular.Manifests;

/// <summary>Ports whose holder owns the machine: whoever can write them can reset it, remap its memory or devices, or read
/// what the firmware holds. Only <c>grant=machine</c> gives them out.</summary>
public static class DangerousPorts
{
    // "Intel 9 Series / ICH9 Family Datasheet", table "Fixed I/O Ranges Decoded", unless another source is named.
    private static readonly (int First, int Last, string What)[] Table =
    [
        (0x00, 0x0F, "the 8237 DMA controller"),
        (0x20, 0x21, "the first interrupt controller"),
        (0x40, 0x43, "the interval timer, which the nucleus uses"),
        (0x64, 0x64, "the keyboard controller's command port, which can reset the machine"),
        (0x80, 0x8F, "the 8237's page registers"),
        (0x92, 0x92, "system control port A, which can reset the machine"),
        (0xA0, 0xA1, "the second interrupt controller"),
        (0xB2, 0xB3, "the system management interrupt"),
        (0xC0, 0xDF, "the second 8237 DMA controller"),
        (0x4D0, 0x4D1, "the interrupt controllers' trigger registers"),
        // QEMU, "docs/specs/fw_cfg": selector, data and DMA address registers.
        (0x510, 0x51B, "the emulator's firmware configuration with its DMA"),
        // PMBASE as SeaBIOS and OVMF set it on QEMU's q35.
        (0x600, 0x67F, "the chipset's power management"),
        // "PCI Local Bus Specification" 3.0, section 3.2.2.3.2, and the reset control register between its ports.
        (0xCF8, 0xCFF, "PCI configuration space and the reset control register"),
    ];

    /// <summary>What the range reaches that amounts to owning the machine; null where it reaches nothing of the kind.</summary>
    public static string? Find(PortRange ports)
    {
        foreach ((int first, int last, string what) in Table)
        {
            if (ports.First <= last && first <= ports.Last)
                return first == last ? $"port 0x{first:X}, {what}" : $"ports 0x{first:X}-0x{last:X}, {what}";
        }
        return null;
    }
}
