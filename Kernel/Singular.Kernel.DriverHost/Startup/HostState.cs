namespace Singular.Kernel.DriverHost;

/// <summary>What a driver process says of itself.</summary>
public enum HostState : uint
{
    /// <summary>The driver's constructor has not returned yet.</summary>
    Starting = 0,

    /// <summary>The driver serves calls.</summary>
    Ready = 1,

    /// <summary>The driver is dead; the report says why.</summary>
    Dead = 2,
}
