namespace Singular.Verifier.Images;

/// <summary>A column of a metadata table.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Targets">Tables that an index may point to, in the order of its tag's values.</param>
/// <param name="TagBits">Low bits of an index that name its table, 0 for an index into one table.</param>
/// <param name="IsRequired">True when the name must not be empty, the blob must not be empty, or the index must not be nil.</param>
internal sealed record Column(ColumnKind Kind, TableId[] Targets, int TagBits, bool IsRequired);
