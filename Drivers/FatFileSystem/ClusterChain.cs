using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>The clusters of a file or directory in order. Remembers its last place, so that reading on is cheap.</summary>
/// <param name="table">The FAT.</param>
/// <param name="first">The first cluster, 0 for an empty chain.</param>
internal sealed class ClusterChain(AllocationTable table, uint first)
{
    private long _index;
    private uint _cluster = first;

    public uint First { get; } = first;

    /// <summary>The cluster at an index.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>0 when the chain ends before.</returns>
    public uint Find(long index)
    {
        if (index < _index || _cluster == 0)
        {
            _index = 0;
            _cluster = First;
        }

        while (_index < index && _cluster != 0)
        {
            uint next = table.Follow(_cluster);
            if (next == 0)
                return 0;
            _cluster = next;
            _index++;
        }

        return _cluster;
    }

    /// <summary>The cluster at an index that the file's length says is there.</summary>
    /// <exception cref="VolumeException">The chain ends before.</exception>
    public uint At(long index)
    {
        uint cluster = Find(index);
        return cluster != 0 ? cluster : throw new VolumeException(FileError.Corrupt);
    }
}
