namespace Singular.Verifier.Images;

/// <summary>Upper bounds for one image. The defaults let every assembly of the shared framework pass, the largest of which
/// has 14 MiB, 41,000 methods and 110,000 attributes.</summary>
public sealed record ImageLimits
{
    /// <summary>Bytes in the file.</summary>
    public int MaxBytes { get; init; } = 64 << 20;

    /// <summary>Sections in the section table.</summary>
    public int MaxSections { get; init; } = 64;

    /// <summary>Rows in any one metadata table.</summary>
    public int MaxRows { get; init; } = 400_000;

    /// <summary>Bytes in a name, without its terminator (the runtime's own bound is 1,023).</summary>
    public int MaxNameBytes { get; init; } = 1_023;

    /// <summary>Nesting of types in one signature, modifiers included.</summary>
    public int MaxSignatureDepth { get; init; } = 128;

    /// <summary>Types in one signature, with all parts of types counted.</summary>
    public int MaxSignatureTypes { get; init; } = 10_000;

    /// <summary>Types in all distinct signatures together.</summary>
    public int MaxTotalSignatureTypes { get; init; } = 4_000_000;

    /// <summary>Depth of nested types and of chains of resolution scopes.</summary>
    public int MaxTypeNesting { get; init; } = 64;

    /// <summary>Generic parameters of one type or method.</summary>
    public int MaxGenericParameters { get; init; } = 1_024;

    /// <summary>Bytes of IL in one method.</summary>
    public int MaxMethodBytes { get; init; } = 1 << 20;

    /// <summary>Exception-handling clauses in one method; work on clauses grows with the square of their number.</summary>
    public int MaxClauses { get; init; } = 1_000;

    /// <summary>Bytes in an attribute's value that could open a nested value (see <see cref="AttributeValueCheck"/>).</summary>
    public int MaxAttributeNesting { get; init; } = 4_096;

    /// <summary>Findings after which an image is not looked at any further.</summary>
    public int MaxFindings { get; init; } = 1_000;
}
