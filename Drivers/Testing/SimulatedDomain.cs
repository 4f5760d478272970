namespace Singular.Drivers.Testing;

/// <summary>Stands for the domain of a driver under test: it owns the resources, and a test reads from it whether and why
/// the driver was ended.</summary>
public sealed class SimulatedDomain : IResourceOwner
{
    /// <summary>False after a fault or after <see cref="End"/>; every resource then refuses to work.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Name of the first fault, null when there was none.</summary>
    public string? FaultCode { get; private set; }

    /// <summary>What was tried and what was granted, null when there was no fault.</summary>
    public string? FaultDetail { get; private set; }

    /// <summary>Ends the domain without a fault, as stopping a driver does.</summary>
    public void End() => IsAlive = false;

    void IResourceOwner.Condemn(string code, string detail)
    {
        IsAlive = false;
        FaultCode ??= code;
        FaultDetail ??= detail;
    }
}
