using Singular.Builder.Images;
using Singular.Channels.Runtime;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Guest;

/// <summary>A boot image that was made to check one of its drivers.</summary>
public sealed class GuestUnderCheck
{
    private GuestUnderCheck(string nucleusFile, string imageFile, DriverRecord record, IReadOnlyList<DriverRecord> providers, CheckedContracts contracts)
    {
        NucleusFile = nucleusFile;
        ImageFile = imageFile;
        Record = record;
        Providers = providers;
        Contracts = contracts;
        Binding = contracts.Find(record.Manifest.Provides);
    }

    /// <summary>The ELF file that the emulator loads.</summary>
    public string NucleusFile { get; }

    public string ImageFile { get; }

    /// <summary>The driver under check.</summary>
    public DriverRecord Record { get; }

    public DriverManifest Manifest => Record.Manifest;

    /// <summary>The contract that it provides.</summary>
    public ContractBinding Binding { get; }

    /// <summary>The other drivers of the image: what this one imports from, and what they import from in turn.</summary>
    public IReadOnlyList<DriverRecord> Providers { get; }

    /// <summary>All contracts of the image.</summary>
    public CheckedContracts Contracts { get; }

    /// <param name="nucleusFile">The ELF file that the emulator loads.</param>
    /// <param name="imageFile">The boot image.</param>
    /// <param name="contracts">The contracts of the image, in which they are machine code.</param>
    /// <exception cref="CheckException">The image was not made for a check.</exception>
    public static GuestUnderCheck Open(string nucleusFile, string imageFile, CheckedContracts contracts)
    {
        BootImageEntry entry = BootImageReader.ReadFile(imageFile).First(file => file.Name == ImageRecord.EntryName);
        ArgumentNullException.ThrowIfNull(contracts);
        ImageRecord image = ImageRecordJson.Read(entry.Content.Span);
        DriverRecord driver = DriverUnderCheck.Find(image, imageFile);
        return new GuestUnderCheck(nucleusFile, imageFile, driver, [.. image.Drivers.Where(other => other != driver)], contracts);
    }
}
