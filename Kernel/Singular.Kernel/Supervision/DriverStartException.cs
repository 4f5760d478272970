using Singular.Channels.Runtime;

namespace Singular.Kernel.Supervision;

/// <summary>A driver did not come up.</summary>
internal sealed class DriverStartException(string code, string reason, IDriverLife? remains) : Exception($"{code}: {reason}")
{
    /// <summary>The start took longer than <see cref="KernelOptions.StartLimit"/>.</summary>
    public const string ConstructorHangs = "ConstructorHangs";

    /// <summary>The image, the platform or the manifest does not allow the start; trying again changes nothing.</summary>
    public const string CannotStart = "CannotStart";

    public string Code { get; } = code;

    public string Reason { get; } = reason;

    /// <summary>What is left of the attempt and still has to be ended; null when nothing is.</summary>
    public IDriverLife? Remains { get; } = remains;

    /// <summary>The driver's domain died before it was up.</summary>
    public static DriverStartException From(DomainFault? fault, IDriverLife? remains) => fault is null
        ? new DriverStartException(DomainFaultCodes.Stopped, "it was stopped while it started", remains)
        : new DriverStartException(fault.Code, FaultText.Of(fault), remains);
}
