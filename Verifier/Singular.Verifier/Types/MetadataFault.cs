namespace Singular.Verifier.Types;

/// <summary>Tells exceptions that mean "the metadata names what does not exist" from faults of the verifier.</summary>
internal static class MetadataFault
{
    /// <summary>Thrown by our own resolution, or by Mono.Cecil on rows and signatures that it cannot read.</summary>
    public static bool Is(Exception error) => error is UnresolvedReferenceException or BadImageFormatException or NotSupportedException;
}
