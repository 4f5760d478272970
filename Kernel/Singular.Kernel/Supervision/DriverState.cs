namespace Singular.Kernel.Supervision;

/// <summary>Where a driver instance is in its life. Written in lower case in `drivers`.</summary>
public enum DriverState
{
    /// <summary>It was not started yet, or waits for a driver that it imports from.</summary>
    Waiting,

    /// <summary>Its constructor runs.</summary>
    Starting,

    /// <summary>It serves calls.</summary>
    Running,

    /// <summary>It died and will be started again after the back-off.</summary>
    Restarting,

    /// <summary>The owner stopped it.</summary>
    Stopped,

    /// <summary>It died too often, or could not be started, and stays down until the owner starts it.</summary>
    Down,

    /// <summary>A thread is still inside an instance that was stopped or died, so no new one may be made.</summary>
    Stuck,
}
