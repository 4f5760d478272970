using Singular.Manifests;

namespace Singular.Kernel.Supervision;

/// <summary>What is known of a driver instance at one moment.</summary>
public sealed record DriverStatus
{
    /// <summary>What the image says of it.</summary>
    public required DriverRecord Record { get; init; }

    public required DriverState State { get; init; }

    /// <summary>Privilege level saved at a trap that was taken while the driver's domain ran; null before its first start.</summary>
    public required int? Ring { get; init; }

    /// <summary>How often it was started again, by the system or the owner.</summary>
    public required int Restarts { get; init; }

    /// <summary>Private memory of its process in KiB; null in kernel placement and while no process runs.</summary>
    public required long? MemoryKiB { get; init; }

    /// <summary>What its present instance has allocated so far, in KiB, where that is counted (kernel placement).</summary>
    public required long? AllocatedKiB { get; init; }

    /// <summary>Buffers of the exchange heap that its present instance holds; 0 while there is none. Of a process it counts what the kernel moved to
    /// it through slots.</summary>
    public required int Buffers { get; init; }

    /// <summary>Bytes of these buffers.</summary>
    public required long BufferBytes { get; init; }

    /// <summary>Why it is not running, or what its last fault was; empty where there is nothing to say.</summary>
    public required string Reason { get; init; }
}
