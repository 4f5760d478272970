namespace Singular.Verifier.Types;

/// <summary>A reference names something that the reference set does not hold. Becomes the finding <c>TokenResolve</c>.</summary>
internal sealed class UnresolvedReferenceException(string what) : Exception(what);
