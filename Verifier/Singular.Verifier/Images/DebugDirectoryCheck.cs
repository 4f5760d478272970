namespace Singular.Verifier.Images;

/// <summary>The debug directory ("PE Format", Debug Directory): its entries and what they point to lie inside the file. Nothing
/// that verification needs is in it, but readers open it with the rest, and take the size that an entry claims for true.</summary>
internal sealed class DebugDirectoryCheck(PortableExecutable image, long fileLength, FindingList findings)
{
    private const int EntrySize = 28;
    private const int SizeOfData = 16;
    private const int PointerToData = 24;

    public void Run()
    {
        DataDirectory directory = image.Directory(DirectoryId.Debug);
        if (!directory.IsPresent)
            return;
        ByteView entries = image.At(directory.Address, directory.Size, ImageCodes.Header, "The debug directory");
        if (entries.Length % EntrySize != 0)
            findings.Fatal(ImageCodes.Header, ImageFinding.WholeImage, $"The debug directory has {entries.Length} bytes; expected a multiple of {EntrySize}.");
        for (int at = 0; at + EntrySize <= entries.Length; at += EntrySize)
        {
            long size = entries.U32(at + SizeOfData);
            long end = entries.U32(at + PointerToData) + size;
            if (end > fileLength)
                findings.Fatal(ImageCodes.Header, ImageFinding.WholeImage, $"An entry of the debug directory has {size} bytes and ends at {end} of a file of {fileLength} bytes.");
        }
    }
}
