namespace Singular.Verifier.Images;

/// <summary>One thing in the bytes of an image that a rule forbids.</summary>
/// <param name="Rule">For whom the rule holds.</param>
/// <param name="Code">The finding's name, listed in <c>docs/codes.md</c>.</param>
/// <param name="Token">Metadata token of the row at fault (ECMA-335 II.22), 0x00000001 for the image as a whole.</param>
/// <param name="Offset">IL offset in the method named by <paramref name="Token"/>, or -1.</param>
/// <param name="IsFatal">True when nothing in the image may be looked at any further; false when the rest of it still means
/// one thing only.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record ImageFinding(ImageRule Rule, string Code, uint Token, int Offset, bool IsFatal, string Message)
{
    /// <summary>The token that stands for the image as a whole (the row of table Module).</summary>
    public const uint WholeImage = 0x0000_0001;
}
