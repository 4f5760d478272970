namespace Singular.Drivers.Testing;

/// <summary>An edge-triggered interrupt line with what an interrupt controller does for it: a rising edge is latched, one
/// interrupt is in service at a time, and edges that come meanwhile are delivered as one afterwards (Intel 8259A data sheet,
/// "Edge Triggered Mode"). Safe to use from several threads.</summary>
public sealed class InterruptLine
{
    private readonly Lock _gate = new();
    private bool _isHigh;
    private bool _isLatched;
    private bool _isInService;

    internal InterruptLine(int number) => Number = number;

    /// <summary>Raised when an interrupt is ready to be served. It may be raised inside a device model: a handler only takes
    /// note and calls <see cref="TryBegin"/> later, from a place of its own.</summary>
    public event Action? Ready;

    /// <summary>ISA number of the line, 0 to 15.</summary>
    public int Number { get; }

    /// <summary>The level that the device puts on the line.</summary>
    public bool IsHigh
    {
        get
        {
            lock (_gate)
                return _isHigh;
        }
    }

    /// <summary>No interrupt waits and none is in service.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return !_isLatched && !_isInService;
        }
    }

    /// <summary>Puts a level on the line; called by the device.</summary>
    public void Drive(bool high)
    {
        bool isReady;
        lock (_gate)
        {
            bool isEdge = high && !_isHigh;
            _isHigh = high;
            _isLatched |= isEdge;
            isReady = isEdge && !_isInService;
        }

        if (isReady)
            Ready?.Invoke();
    }

    /// <summary>Takes the latched interrupt into service.</summary>
    /// <returns>False when none is latched, or one is in service already.</returns>
    public bool TryBegin()
    {
        lock (_gate)
        {
            if (!_isLatched || _isInService)
                return false;
            _isLatched = false;
            _isInService = true;
            return true;
        }
    }

    /// <summary>Ends the service of an interrupt; the next may follow at once.</summary>
    public void End()
    {
        bool isReady;
        lock (_gate)
        {
            _isInService = false;
            isReady = _isLatched;
        }

        if (isReady)
            Ready?.Invoke();
    }
}
