namespace Singular.Channels.Runtime;

/// <summary>Memory that exactly the two ends of one channel can reach.</summary>
/// <remarks>It stays mapped, readable and writable at the same address until it is disposed, whatever the other side does.</remarks>
public interface IChannelMemory : IDisposable
{
    /// <summary>Address of the first byte; a multiple of 4,096.</summary>
    nint Address { get; }

    /// <summary>Bytes; at least <see cref="ChannelLayout.RegionBytes"/>.</summary>
    int Length { get; }
}
