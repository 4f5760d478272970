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
}
