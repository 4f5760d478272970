namespace Singular.Verifier.Images;

/// <summary>A place in the loaded image.</summary>
internal readonly record struct DataDirectory(uint Address, uint Size)
{
    public bool IsPresent => Address != 0 || Size != 0;
}
