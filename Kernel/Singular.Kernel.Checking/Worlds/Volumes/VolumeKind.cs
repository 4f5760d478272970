using System.Buffers.Binary;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>A volume that a driver may find on its disk.</summary>
/// <param name="Name">For people; empty for the plainest.</param>
/// <param name="Make">Makes its bytes, always the same.</param>
internal sealed record VolumeKind(string Name, Func<byte[]> Make)
{
    private readonly Lazy<byte[]> _bytes = new(Make);

    /// <summary>A driver can use it; else every call has to say that it cannot.</summary>
    internal bool IsUsable { get; init; } = true;

    /// <summary>fsck.fat has nothing to say against it as it is.</summary>
    internal bool IsSound { get; init; } = true;

    internal bool IsReadOnly { get; init; }

    /// <summary>What is on it from the start.</summary>
    internal Action<FileTree> Populate { get; init; } = static _ => { };

    internal byte[] Copy() => (byte[])_bytes.Value.Clone();

    internal bool IsFat32 => Word(22) == 0;

    internal int ClusterSize => Word(11) * _bytes.Value[13];

    /// <summary>Clusters for files and directories ("FAT Type Determination").</summary>
    internal long Clusters
    {
        get
        {
            long total = Word(19) != 0 ? Word(19) : BinaryPrimitives.ReadUInt32LittleEndian(_bytes.Value.AsSpan(32));
            return (total - Word(14) - _bytes.Value[16] * SectorsPerFat - Word(17) * 32 / Word(11)) / _bytes.Value[13];
        }
    }

    /// <summary>Bytes of the medium that are the root directory; on FAT32 its first cluster, which mkfs.fat makes that of the data.</summary>
    internal Range Root
    {
        get
        {
            int start = (int)(Word(14) + _bytes.Value[16] * SectorsPerFat) * Word(11);
            return start..(start + (IsFat32 ? ClusterSize : Word(17) * 32));
        }
    }

    private long SectorsPerFat => IsFat32 ? BinaryPrimitives.ReadUInt32LittleEndian(_bytes.Value.AsSpan(36)) : Word(22);

    private int Word(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Value.AsSpan(offset));
}
