namespace Singular.Channels;

/// <summary>Limits that hold for every channel, in both placements, so that moving a driver changes nothing.</summary>
public static class ChannelLimits
{
    /// <summary>The most that the spans and strings of one call may carry in either direction, in bytes (64 KiB).</summary>
    public const int MaxCallBytes = 64 * 1024;

    /// <summary>The longest buffer of the exchange heap, in bytes (64 KiB).</summary>
    public const int MaxBufferBytes = 64 * 1024;

    /// <summary>The bytes of buffers that a domain may hold at a time where nothing else is said (16 MiB).</summary>
    public const int DefaultHeldBytes = 16 * 1024 * 1024;

    /// <summary>The buffers that a domain may hold at a time where nothing else is said.</summary>
    public const int DefaultHeldBuffers = 4_096;
}
