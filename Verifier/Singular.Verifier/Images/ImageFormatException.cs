namespace Singular.Verifier.Images;

/// <summary>The bytes cannot be read on from here. Never leaves <see cref="ImageCheck"/>, which makes a finding of it.</summary>
internal sealed class ImageFormatException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>The row at fault, where one is known.</summary>
    public uint Token { get; init; } = ImageFinding.WholeImage;
}
