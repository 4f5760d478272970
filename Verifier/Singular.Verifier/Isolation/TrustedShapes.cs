namespace Singular.Verifier.Isolation;

/// <summary>Names of what the verifier admits by its exact form although its parts could not be verified.</summary>
public static class TrustedShapes
{
    /// <summary>The compiler's helpers whose bodies are compared instruction for instruction.</summary>
    public static IReadOnlyCollection<string> Helpers => InlineArrayShape.HelperNames;
}
