namespace Singular.Kernel.Platform;

/// <summary>What is known of a process at the moment.</summary>
/// <param name="Id">The platform's number of the process.</param>
/// <param name="Name">Name given at its start.</param>
/// <param name="Ring">Privilege level saved at its last trap; 0 for the kernel itself, 3 for every user process.</param>
/// <param name="PrivateKiB">Memory that is its own, in KiB.</param>
/// <param name="SharedKiB">Memory that it shares with others, in KiB.</param>
/// <param name="Threads">Number of its threads.</param>
/// <param name="AddressSpace">The platform's number of its address space: equal numbers mean one address space.</param>
/// <param name="ProcessorTime">Time that its threads have run.</param>
public sealed record ProcessFigures(
    int Id,
    string Name,
    int Ring,
    long PrivateKiB,
    long SharedKiB,
    int Threads,
    long AddressSpace,
    TimeSpan ProcessorTime);
