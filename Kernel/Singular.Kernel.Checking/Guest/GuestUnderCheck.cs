using Singular.Builder.Images;
using Singular.Channels.Runtime;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Guest;

/// <summary>A boot image that was made to check one of its drivers.</summary>
public sealed class GuestUnderCheck
{
    private GuestUnderCheck(string nucleusFile, string imageFile, DriverRecord record, ContractBinding binding)
    {
        NucleusFile = nucleusFile;
        ImageFile = imageFile;
        Record = record;
        Binding = binding;
    }

    /// <summary>The ELF file that the emulator loads.</summary>
    public string NucleusFile { get; }

    public string ImageFile { get; }

    /// <summary>The driver under check.</summary>
    public DriverRecord Record { get; }

    public DriverManifest Manifest => Record.Manifest;

    /// <summary>The contract that it provides.</summary>
    public ContractBinding Binding { get; }

    /// <exception cref="CheckException">The image was not made for a check.</exception>
    public static GuestUnderCheck Open(string nucleusFile, string imageFile)
    {
        BootImageEntry entry = BootImageReader.ReadFile(imageFile).First(file => file.Name == ImageRecord.EntryName);
        ImageRecord image = ImageRecordJson.Read(entry.Content.Span);
        DriverRecord driver = image.Drivers.FirstOrDefault(record => record.Instance == image.UnderCheck)
            ?? throw new CheckException($"{imageFile} was not made for a check: its record names no driver under check.");
        return new GuestUnderCheck(nucleusFile, imageFile, driver, SystemContracts.Find(driver.Manifest.Provides));
    }
}
