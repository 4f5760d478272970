namespace Singular.Verifier.Images;

/// <summary>What a column of a metadata table holds.</summary>
internal enum ColumnKind : byte
{
    U16,
    U32,
    String,
    Guid,
    Blob,
    Index,
}
