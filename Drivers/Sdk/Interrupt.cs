namespace Singular.Drivers;

/// <summary>An interrupt line.</summary>
public sealed class Interrupt
{
    private readonly IInterruptSource _source;
    private readonly IResourceOwner _owner;
    private int _attached;

    internal Interrupt(IInterruptSource source, IResourceOwner owner)
    {
        _source = source;
        _owner = owner;
    }

    /// <summary>Names the method that serves the interrupt and unmasks the line.</summary>
    /// <param name="handler">Runs in the driver's own domain, never at the same time as a call into the driver, once for each
    /// interrupt or for several that came together; it must make the device drop its request. The line stays masked until
    /// it returns.</param>
    /// <exception cref="InvalidOperationException">A handler is attached already.</exception>
    /// <exception cref="ResourceFaultException">The driver has ended.</exception>
    public void Attach(Action handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (!_owner.IsAlive)
            throw new ResourceFaultException("DomainDead", "the driver has ended and holds no interrupt any more");
        if (Interlocked.Exchange(ref _attached, 1) != 0)
            throw new InvalidOperationException("An interrupt takes one handler; a handler is attached already.");
        _source.Start(handler);
    }
}
