using Singular.Manifests;

namespace Singular.Builder;

/// <summary>What the emulator needs to boot.</summary>
/// <param name="NucleusFile">The ELF file that is loaded.</param>
/// <param name="ImageFile">The boot image, handed over as initial RAM disk.</param>
/// <param name="Record">The record that is in the image.</param>
/// <param name="LeftOut">Drivers that are not in the image; to be shown to the owner.</param>
public sealed record BuiltImage(string NucleusFile, string ImageFile, ImageRecord Record, IReadOnlyList<LeftOutDriver> LeftOut);
