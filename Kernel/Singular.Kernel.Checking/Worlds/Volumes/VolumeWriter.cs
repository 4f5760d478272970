using System.Buffers.Binary;
using System.Text;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>Writes to a FAT16 volume of one 512-byte sector a cluster what other systems may have left there (Microsoft, "FAT: General
/// Overview of On-Disk Format", version 1.03).</summary>
/// <param name="medium">The volume, as mkfs.fat makes it.</param>
internal sealed class VolumeWriter(byte[] medium)
{
    internal const int ClusterSize = 512;
    internal const ushort EndOfChain = 0xFFFF;

    private const int SlotSize = 32;
    private const int UnitsPerSlot = 13;

    private readonly int _fat = BinaryPrimitives.ReadUInt16LittleEndian(medium.AsSpan(14)) * ClusterSize;
    private readonly int _fatBytes = BinaryPrimitives.ReadUInt16LittleEndian(medium.AsSpan(22)) * ClusterSize;
    private readonly int _rootEntries = BinaryPrimitives.ReadUInt16LittleEndian(medium.AsSpan(17));

    // The label that mkfs.fat has put there comes first.
    private int _rootSlot = 1;

    private int Root => _fat + medium[16] * _fatBytes;

    /// <summary>Writes an entry of both FATs.</summary>
    internal void Link(int cluster, ushort next)
    {
        for (int copy = 0; copy < medium[16]; copy++)
            BinaryPrimitives.WriteUInt16LittleEndian(medium.AsSpan(_fat + copy * _fatBytes + 2 * cluster), next);
    }

    /// <summary>Writes contents to clusters and links them.</summary>
    internal void Fill(ReadOnlySpan<byte> contents, params int[] clusters)
    {
        for (int i = 0; i < clusters.Length; i++)
        {
            ReadOnlySpan<byte> rest = contents[Math.Min(contents.Length, i * ClusterSize)..];
            rest[..Math.Min(ClusterSize, rest.Length)].CopyTo(Cluster(clusters[i]));
            Link(clusters[i], i + 1 < clusters.Length ? (ushort)clusters[i + 1] : EndOfChain);
        }
    }

    /// <summary>The bytes of a cluster.</summary>
    internal Span<byte> Cluster(int number) => medium.AsSpan(Root + _rootEntries * SlotSize + (number - 2) * ClusterSize, ClusterSize);

    /// <summary>The next free slot of the root directory.</summary>
    internal Span<byte> RootSlot() => medium.AsSpan(Root + _rootSlot++ * SlotSize, SlotSize);

    /// <summary>Writes the slot of a short name.</summary>
    /// <param name="slot">Where.</param>
    /// <param name="name">Eleven bytes, written as characters of Latin-1.</param>
    /// <param name="attributes">DIR_Attr.</param>
    /// <param name="flags">Byte 12, in which Windows NT says what is meant in lower case: 8 the base, 16 the extension.</param>
    /// <param name="cluster">The first cluster.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="date">DIR_WrtDate.</param>
    /// <param name="time">DIR_WrtTime.</param>
    internal static void Entry(Span<byte> slot, string name, byte attributes, byte flags, int cluster, int length, ushort date, ushort time)
    {
        Encoding.Latin1.GetBytes(name, slot);
        slot[11] = attributes;
        slot[12] = flags;
        BinaryPrimitives.WriteUInt16LittleEndian(slot[22..], time);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[24..], date);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[26..], (ushort)cluster);
        BinaryPrimitives.WriteInt32LittleEndian(slot[28..], length);
    }

    /// <summary>Writes the slots of a long name to the root directory, the last part first.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shortName">The eleven bytes of the short name that it belongs to.</param>
    internal void LongName(string name, string shortName)
    {
        byte sum = 0;
        foreach (char letter in shortName)
            sum = (byte)((sum << 7 | sum >> 1) + letter);
        int parts = (name.Length + UnitsPerSlot - 1) / UnitsPerSlot;
        for (int part = parts; part > 0; part--)
        {
            Span<byte> slot = RootSlot();
            slot[0] = (byte)(part == parts ? part | 0x40 : part);
            slot[11] = 0x0F;
            slot[13] = sum;
            for (int i = 0; i < UnitsPerSlot; i++)
            {
                int at = (part - 1) * UnitsPerSlot + i;
                // Behind the name stands one zero, then ones.
                ushort unit = at < name.Length ? name[at] : at == name.Length ? (ushort)0 : (ushort)0xFFFF;
                BinaryPrimitives.WriteUInt16LittleEndian(slot[(i < 5 ? 1 + 2 * i : i < 11 ? 4 + 2 * i : 6 + 2 * i)..], unit);
            }
        }
    }
}
