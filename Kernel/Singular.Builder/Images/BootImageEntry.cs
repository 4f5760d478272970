namespace Singular.Builder.Images;

/// <summary>A file in a boot image.</summary>
/// <param name="Name">1 to 71 bytes of UTF-8 without control characters; unique in its image.</param>
/// <param name="Content">The file's bytes; may be empty.</param>
public sealed record BootImageEntry(string Name, ReadOnlyMemory<byte> Content);
