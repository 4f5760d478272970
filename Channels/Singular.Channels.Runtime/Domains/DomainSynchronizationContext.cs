namespace Singular.Channels.Runtime;

/// <summary>Brings what follows an <c>await</c> back to the domain that awaited.</summary>
internal sealed class DomainSynchronizationContext(Domain domain) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => domain.Scheduler.Post(d, state);

    /// <summary>Not offered: waiting for another domain's queue would be a call that no boundary sees.</summary>
    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Work can be posted to a domain, not sent.");

    public override SynchronizationContext CreateCopy() => this;
}
