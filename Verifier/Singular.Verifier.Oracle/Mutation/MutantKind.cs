namespace Singular.Verifier.Oracle.Mutation;

/// <summary>What a mutant differs in from its seed.</summary>
public enum MutantKind
{
    /// <summary>The bodies of methods.</summary>
    Body,

    /// <summary>Types, signatures, flags, layouts, attributes.</summary>
    Metadata,

    /// <summary>Single bytes of the file.</summary>
    Bytes,
}
