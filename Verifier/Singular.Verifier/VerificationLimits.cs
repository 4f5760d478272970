namespace Singular.Verifier;

/// <summary>Bounds on what one verification may cost. Reaching any of them refuses the assembly with the code <c>LimitExceeded</c>.</summary>
public sealed record VerificationLimits
{
    /// <summary>Greatest size of the file in bytes.</summary>
    public int FileBytes { get; init; } = 64 << 20;

    /// <summary>Greatest number of findings kept.</summary>
    public int Findings { get; init; } = 2_000;

    /// <summary>Greatest number of type definitions.</summary>
    public int Types { get; init; } = 100_000;

    /// <summary>Greatest number of method definitions.</summary>
    public int Methods { get; init; } = 500_000;

    /// <summary>Greatest size of one method's IL in bytes.</summary>
    public int CodeBytes { get; init; } = 1 << 20;

    /// <summary>Greatest number of protected-region clauses in one method.</summary>
    public int Clauses { get; init; } = 1_000;

    /// <summary>Greatest number of locals in one method (the format's own limit is 65,534).</summary>
    public int Locals { get; init; } = 16_384;

    /// <summary>Greatest declared stack depth of one method.</summary>
    public int StackDepth { get; init; } = 4_096;

    /// <summary>Greatest nesting of a signature or a constructed type.</summary>
    public int TypeDepth { get; init; } = 100;

    /// <summary>Greatest number of distinct constructed types that one verification may meet.</summary>
    public int ConstructedTypes { get; init; } = 1_000_000;

    /// <summary>Greatest number of bytes of fields in a value type, or of all locals of a frame.</summary>
    public int ValueBytes { get; init; } = 1 << 20;

    /// <summary>Total work in units of about one verified instruction or one visited metadata row.</summary>
    public long Work { get; init; } = 2_000_000_000;

    /// <summary>Wall-clock time for all phases together.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(2);
}
