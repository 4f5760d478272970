namespace Singular.Channels;

/// <summary>Limits that hold for every channel, in both placements, so that moving a driver changes nothing.</summary>
public static class ChannelLimits
{
    /// <summary>The most that the spans and strings of one call may carry in either direction, in bytes (64 KiB).</summary>
    public const int MaxCallBytes = 64 * 1024;
}
