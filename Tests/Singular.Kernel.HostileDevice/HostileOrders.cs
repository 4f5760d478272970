namespace Singular.Kernel.HostileDevice;

/// <summary>What the memory block holds that tells the device what to do. The block outlives the device: byte offsets, little-endian u32.</summary>
public static class HostileOrders
{
    /// <summary>Name of the block: the one in which the emulator shows a file of the host.</summary>
    public const string Block = "ramdisk";

    public const int BlockBytes = 2 << 20;

    /// <summary>One of <see cref="Behave"/>, <see cref="MakeNoise"/>, <see cref="Die"/>.</summary>
    public const int What = 0;

    /// <summary>Milliseconds from the machine's start; from then on it behaves.</summary>
    public const int Until = 4;

    public const int Seed = 8;

    /// <summary>Lives begun, counted by the device.</summary>
    public const int Lives = 12;

    /// <summary>Milliseconds for which a writer was at work, summed over all lives; counted by the device.</summary>
    public const int NoiseMilliseconds = 16;

    /// <summary>Give back the frames that were sent.</summary>
    public const uint Behave = 0;

    /// <summary>Write random bytes into every shared page.</summary>
    public const uint MakeNoise = 1;

    /// <summary>End, at some moment, whatever goes on.</summary>
    public const uint Die = 2;
}
