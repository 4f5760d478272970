namespace Singular.Kernel.Platform;

/// <summary>A platform on which a driver can be checked from outside.</summary>
public interface ICheckedPlatform : IPlatform
{
    /// <summary>The memory that the checker outside shares with this system, for one channel.</summary>
    /// <exception cref="PlatformException">There is none.</exception>
    ISharedRegion OpenCheckRegion();
}
