namespace Singular.Drivers;

/// <summary>Marks the class that is the driver. A driver package has exactly one.</summary>
/// <remarks>
/// Its one public constructor names all that it needs: resources with an attribute of this namespace, other drivers by the
/// contract interface they provide. The package id and version are the assembly's name and informational version.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DriverAttribute : Attribute
{
    /// <summary>The contract that the class implements and offers.</summary>
    public required Type Provides { get; init; }

    /// <summary>Bytes that the driver gets by with for its objects, beside the blocks of memory that its constructor asks for; up to
    /// 1 GiB, 0 to say nothing. An owner's ceiling has to have room for it; a process may have twice that, so that its collector has room.</summary>
    public long MemoryBudget { get; init; }

    /// <summary>Milliseconds that a piece of the driver's own work takes at the longest: the handler of an interrupt, what follows an
    /// <c>await</c>; up to one hour, 0 to say nothing. A driver in the kernel that works longer is taken for hung and started
    /// again; in a process it is not watched. Calls are limited by their contract, the constructor by the system.</summary>
    public int WorkBudget { get; init; }
}
