namespace Singular.Manifests;

/// <summary>What a driver package says of its driver. It is derived from the driver's IL; nobody writes it by hand.</summary>
public sealed record DriverManifest
{
    /// <summary>The newest profile version that this system knows.</summary>
    public const int CurrentProfile = 1;

    /// <summary>The newest kernel interface version that this system offers.</summary>
    public const int CurrentKernelInterface = 1;

    /// <summary>The package id, which is the driver assembly's name and the driver's name everywhere.</summary>
    public required string Id { get; init; }

    /// <summary>The assembly's informational version up to a <c>+</c>.</summary>
    public required SemanticVersion Version { get; init; }

    /// <summary>Version of the driver profile that the driver keeps to, from 1.</summary>
    public required int Profile { get; init; }

    /// <summary>Lowest version of the kernel interface that the driver runs on, from 1.</summary>
    public required int KernelInterface { get; init; }

    /// <summary>Full name of the driver's class.</summary>
    public required string DriverType { get; init; }

    /// <summary>The assembly's description; empty where there is none.</summary>
    public required string Description { get; init; }

    /// <summary>The SPDX licence expression; empty where there is none.</summary>
    public required string License { get; init; }

    /// <summary>The contract that the driver offers.</summary>
    public required ContractReference Provides { get; init; }

    /// <summary>The contracts that it uses, in the order of the constructor's parameters.</summary>
    public required IReadOnlyList<ImportedContract> Imports { get; init; }

    /// <summary>Port ranges, in the order of the constructor's parameters.</summary>
    public required IReadOnlyList<PortRange> Ports { get; init; }

    /// <summary>Interrupt lines, in the order of the constructor's parameters.</summary>
    public required IReadOnlyList<InterruptLine> Interrupts { get; init; }

    /// <summary>Memory blocks, in the order of the constructor's parameters.</summary>
    public required IReadOnlyList<MemoryRequest> Memory { get; init; }

    /// <summary>What it gets by with, where it says so.</summary>
    public DriverBudget Budget { get; init; } = DriverBudget.None;

    /// <summary>The name of the driver's first instance, e.g. <c>CmosClock#0</c>.</summary>
    public string FirstInstance => $"{Id}#0";
}
