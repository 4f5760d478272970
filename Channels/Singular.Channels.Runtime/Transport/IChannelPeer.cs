namespace Singular.Channels.Runtime;

/// <summary>What one end of a channel knows of the process at the other end, apart from what that process writes.</summary>
public interface IChannelPeer
{
    /// <summary>Instance name, for errors.</summary>
    string Name { get; }

    /// <summary>The domain, in this program, that stands for the process; the buffers that it sends are its own until they move on.</summary>
    Domain Domain { get; }

    /// <summary>False when the process is gone or has been given up; calls under way end then.</summary>
    bool IsAlive { get; }

    /// <summary>True when this side holds the other to the time limits of the contract. A driver does not hold the kernel to
    /// them: what is late then is a service behind the kernel, which the kernel watches itself.</summary>
    bool IsHeldToTimeLimits { get; }

    /// <summary>The other side reported that its driver died in a call. It speaks for itself only.</summary>
    /// <param name="code">Fault code, checked to be a plain name.</param>
    /// <param name="member">The member that was being called.</param>
    void OnReportedFault(string code, string member);

    /// <summary>The other side broke the rules of the channel: it is faulty or hostile. The channel is closed.</summary>
    /// <param name="code">One of <see cref="DomainFaultCodes"/>.</param>
    /// <param name="detail">What was found.</param>
    void OnBroken(string code, string detail);
}
