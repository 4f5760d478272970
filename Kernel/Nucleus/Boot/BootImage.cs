namespace Singular.Nucleus;

/// <summary>
/// The boot image (docs/parts.md): a table of named files. The table's hash is checked at boot, a file's hash when the file
/// is first used, so that nobody waits for what is not needed.
/// </summary>
internal static unsafe class BootImage
{
    private const int HeaderBytes = 64, EntryBytes = 128, NameBytes = 72;
    private const ulong Signature = 0x5241_4C55_474E_4953;
    private const uint Version = 1, MaximumEntries = 1024;

    private static byte* s_image;
    private static uint s_count;
    private static VerifiedBits s_verified;

    public static bool IsPresent => s_image != null;

    /// <summary>Checks the header and the table. A damaged image ends the boot, an absent one does not.</summary>
    public static void Start()
    {
        ulong bytes = BootInfo.ImageEnd - BootInfo.ImageStart;
        if (bytes == 0)
            return;
        byte* image = Layout.Direct(BootInfo.ImageStart);
        if ((BootInfo.ImageStart & Layout.PageMask) != 0)
            Panic.Stop("the loader did not put the boot image on a page boundary", BootInfo.ImageStart);
        if (bytes < HeaderBytes || *(ulong*)image != Signature || *(uint*)(image + 8) != Version)
            Panic.Stop("the boot image has no header of version 1; bytes", bytes);
        uint count = *(uint*)(image + 12);
        ulong total = *(ulong*)(image + 16);
        if (total > bytes || count > MaximumEntries || HeaderBytes + (ulong)count * EntryBytes > total)
            Panic.Stop("the boot image is shorter than its header says; bytes", bytes);
        if (!HasHash(image + HeaderBytes, (ulong)count * EntryBytes, image + 24))
            Panic.Stop("the boot image's table does not have the hash in its header");
        for (uint i = 0; i < count; i++)
        {
            byte* entry = image + HeaderBytes + i * EntryBytes;
            ulong offset = *(ulong*)(entry + 72), size = *(ulong*)(entry + 80);
            if ((offset & Layout.PageMask) != 0 || offset > total || size > total - offset)
                Panic.Stop("a boot image entry lies outside of the image; entry", i);
        }
        s_image = image;
        s_count = count;
    }

    /// <summary>Number of the entry with a name; −1 if there is none.</summary>
    public static int Find(byte* name, ulong length)
    {
        if (length == 0 || length > NameBytes)
            return -1;
        for (uint i = 0; i < s_count; i++)
        {
            byte* field = Entry(i);
            ulong at = 0;
            while (at < length && field[at] == name[at])
                at++;
            if (at == length && (length == NameBytes || field[length] == 0))
                return (int)i;
        }
        return -1;
    }

    /// <summary>
    /// Physical range of an entry, its hash checked at the first use. False if it does not match. The RAM disk is not
    /// checked: a file system finds its own damage, and the hash of 16 MiB would double the time to the shell.
    /// </summary>
    public static bool TryOpen(int index, ulong* physical, ulong* bytes)
    {
        byte* entry = Entry((uint)index);
        ulong offset = *(ulong*)(entry + 72);
        *bytes = *(ulong*)(entry + 80);
        *physical = BootInfo.ImageStart + offset;
        fixed (byte* verified = s_verified.Bytes)
        {
            if (verified[index] == 0 && !Text.Equals(entry, NameBytes, "ramdisk") && !HasHash(s_image + offset, *bytes, entry + 88))
                return false;
            verified[index] = 1;
        }
        return true;
    }

    private static byte* Entry(uint index) => s_image + HeaderBytes + index * EntryBytes;

    private static bool HasHash(byte* data, ulong bytes, byte* expected)
    {
        byte* digest = stackalloc byte[32];
        Sha256.Hash(data, bytes, digest);
        for (int i = 0; i < 32; i++)
        {
            if (digest[i] != expected[i])
                return false;
        }
        return true;
    }

    private struct VerifiedBits
    {
        public fixed byte Bytes[(int)MaximumEntries];
    }
}
