namespace Singular.CommandLine.Pipeline;

/// <summary>A boot image for a check.</summary>
/// <param name="NucleusFile">The ELF file that the emulator loads.</param>
/// <param name="ImageFile">The boot image.</param>
/// <param name="ContractsFolder">The contracts that its drivers carry, verified and written anew.</param>
internal sealed record GuestImage(string NucleusFile, string ImageFile, string ContractsFolder);
