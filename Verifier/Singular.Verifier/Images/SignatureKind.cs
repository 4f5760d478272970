namespace Singular.Verifier.Images;

/// <summary>Where a signature stands (ECMA-335 II.23.2).</summary>
internal enum SignatureKind : byte
{
    Field,
    Method,
    StandAlone,
    Property,
    MemberReference,
    TypeSpecification,
    MethodSpecification,
}
