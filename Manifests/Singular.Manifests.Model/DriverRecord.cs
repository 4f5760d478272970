namespace Singular.Manifests;

/// <summary>What the kernel knows of one driver instance of its image.</summary>
public sealed record DriverRecord
{
    /// <summary>Instance name: package id, <c>#</c>, number from 0.</summary>
    public required string Instance { get; init; }

    /// <summary>SHA-256 of the signed package file, 64 lower-case hexadecimal digits.</summary>
    public required string PackageSha256 { get; init; }

    /// <summary>Where it runs, at first where it may be demoted; never <see cref="Placement.Deny"/>.</summary>
    public required Placement Placement { get; init; }

    /// <summary>Text of the policy rule that decided, for people.</summary>
    public required string Rule { get; init; }

    /// <summary>Signer's name in the trust store and fingerprint, for people.</summary>
    public required string Signer { get; init; }

    public required RestartRule Restart { get; init; }

    /// <summary>After so many faults since the start of the system a driver in the kernel goes on in a process; 0 where the
    /// policy says nothing of it.</summary>
    public int DemoteAfter { get; init; }

    /// <summary>Names the re-emitted assemblies that the image was made from; empty where nobody recorded it.</summary>
    public string AssembliesSha256 { get; init; } = "";

    /// <summary>Which checks it passed, for people.</summary>
    public string Checks { get; init; } = "";

    /// <summary>True when every check of the verifier passed; false when the policy waived findings. What is not verified shares no memory for
    /// buffers: its buffers are copied.</summary>
    public bool IsVerified { get; init; }

    /// <summary>When its certificates were valid and who says so, for people.</summary>
    public string Validity { get; init; } = "";

    /// <summary>Ceiling for the driver's memory in bytes; 0 where the policy sets none.</summary>
    public required long MemoryLimitBytes { get; init; }

    /// <summary>Ceiling for a piece of the driver's own work in milliseconds; 0 where the policy sets none.</summary>
    public int WorkLimitMilliseconds { get; init; }

    /// <summary>Ceiling for what its process uses of one processor, in percent; 0 where the policy sets none.</summary>
    public int ProcessorLimitPercent { get; init; }

    /// <summary>One for each import of the manifest, in the same order.</summary>
    public required IReadOnlyList<Binding> Bindings { get; init; }

    /// <summary>Name of the boot-image entry that holds the program; empty in kernel placement without
    /// demotion.</summary>
    public required string Program { get; init; }

    public required DriverManifest Manifest { get; init; }

    /// <summary>The largest ceiling for processor time, in percent of one processor: sixteen processors.</summary>
    public const int MaxProcessorPercent = 1_600;

    /// <summary>What a piece of its own work may take, in milliseconds: the smaller one of what it states and of what the policy allows;
    /// 0 where neither says anything.</summary>
    public int WorkMilliseconds => (Manifest.Budget.WorkMilliseconds, WorkLimitMilliseconds) switch
    {
        (int stated, 0) => stated,
        (0, int allowed) => allowed,
        var (stated, allowed) => Math.Min(stated, allowed),
    };

    /// <summary>The most faults that a rule can wait for.</summary>
    public const int MaxDemoteAfter = 1_000;

    /// <summary>True when the image has a program of its own for the driver.</summary>
    public bool HasProgram => Placement == Placement.Process || DemoteAfter > 0;
}
