namespace Singular.Channels.Runtime;

/// <summary>The peer stands before a service that may be restarted behind it (the kernel, as a driver process sees it): a
/// fault it reports is the service's and the channel goes on.</summary>
/// <param name="service">A domain of this process that stands for the far end of the channel; it ends when the channel breaks.</param>
public sealed class ServicePeer(Domain service) : IChannelPeer
{
    public string Name => service.Name;

    public Domain Domain => service;

    public bool IsAlive => service.IsAlive;

    public bool IsHeldToTimeLimits => false;

    public void OnReportedFault(string code, string member)
    {
        // Only this call failed; what is behind the channel is the other side's business.
    }

    public void OnBroken(string code, string detail) => service.Condemn(code, detail);
}
