namespace Singular.Channels.Runtime;

/// <summary>The peer is the process of one driver, whose domain here stands for it: what it reports or breaks is its own
/// death.</summary>
public sealed class DriverPeer(Domain driver) : IChannelPeer
{
    public string Name => driver.Name;

    public Domain Domain => driver;

    public bool IsAlive => driver.IsAlive;

    public bool IsHeldToTimeLimits => true;

    public void OnReportedFault(string code, string member) => driver.Condemn(code, $"in {member}, reported by its process");

    public void OnBroken(string code, string detail) => driver.Condemn(code, detail);
}
