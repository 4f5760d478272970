namespace Singular.Emulation;

/// <summary>The machine that QEMU is asked for.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The ELF file that QEMU loads: the nucleus (PVH), or a Linux <c>bzImage</c>.</summary>
    public required string KernelFile { get; init; }

    /// <summary>The file handed over as initial RAM disk: the boot image.</summary>
    public required string ImageFile { get; init; }

    /// <summary>What the kernel gets as its command line.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>Number of processors, 1 to 4.</summary>
    public int Processors { get; init; } = 1;

    /// <summary>Guest memory in MiB, 64 to 2,815 (above that QEMU's q35 splits memory at 4 GiB).</summary>
    public int MemoryMiB { get; init; } = 512;

    /// <summary>A file that is mapped into the guest at <see cref="DiskAddress"/>, its changes kept; null for none.</summary>
    public string? DiskFile { get; init; }

    /// <summary>A file that is mapped into the guest at <see cref="CheckAddress"/>: what the checker of a driver shares with an image that is made
    /// for the check; null for none. The rules of <see cref="DiskFile"/> hold.</summary>
    public string? CheckFile { get; init; }

    /// <summary>Date and time, UTC, at which the guest's real-time clock starts; null for the host's.</summary>
    public DateTime? ClockStart { get; init; }

    /// <summary>True to let one instruction last one nanosecond of guest time, which makes runs repeat exactly and lets the
    /// guest's time stamp counter count instructions.</summary>
    public bool CountInstructions { get; init; }

    /// <summary>The emulator; found on the PATH where it is not absolute.</summary>
    public string Program { get; init; } = "qemu-system-x86_64";

    /// <summary>Guest-physical address of <see cref="DiskFile"/>: where QEMU's q35 begins its device memory while all RAM
    /// lies below 4 GiB (hw/i386/pc.c: above 4 GiB RAM, aligned to 1 GiB).</summary>
    public const long DiskAddress = 0x1_0000_0000;

    /// <summary>Guest-physical address of <see cref="CheckFile"/>, behind the largest <see cref="DiskFile"/>.</summary>
    public const long CheckAddress = 0x2_0000_0000;

    /// <summary>A disk file's size must be a multiple of this, in bytes (2 MiB: QEMU aligns memory devices to the largest
    /// page of the host).</summary>
    public const long DiskAlignment = 2 * 1024 * 1024;
}
