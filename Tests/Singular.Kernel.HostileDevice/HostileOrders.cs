namespace Singular.Kernel.HostileDevice;

/// <summary>What the memory block holds that tells the device what to do. The block outlives the device: byte offsets, little-endian u32.</summary>
public static class HostileOrders
{
    /// <summary>Name of the block: the one in which the emulator shows a file of the host.</summary>
    public const string Block = "ramdisk";

    public const int BlockBytes = 2 << 20;

    /// <summary>One of <see cref="Behave"/>, <see cref="MakeNoise"/>, <see cref="Die"/>. It may be changed at any time.</summary>
    public const int What = 0;

    public const int Seed = 8;

    /// <summary>Lives begun, counted by the device.</summary>
    public const int Lives = 12;

    /// <summary>Milliseconds for which a writer was at work, summed over all lives; counted by the device.</summary>
    public const int NoiseMilliseconds = 16;

    /// <summary>Regions that the device shares with the kernel: control region, the channel on which it is called, that of its import.</summary>
    public const int Regions = 3;

    /// <summary>For each region its bytes and the thousands of words that were written into it in all lives.</summary>
    public const int FirstRegion = 32;

    public const int RegionBytes = 0, RegionKiloWrites = 4, RegionEntry = 8;

    /// <summary>Give back the frames that were sent.</summary>
    public const uint Behave = 0;

    /// <summary>Write random bytes into every shared page.</summary>
    public const uint MakeNoise = 1;

    /// <summary>End, at some moment, whatever goes on.</summary>
    public const uint Die = 2;
}
