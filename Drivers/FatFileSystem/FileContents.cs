using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>Reads and changes what is in a file.</summary>
internal sealed class FileContents(FatVolume volume, FileNode node)
{
    /// <summary>The longest file that a directory entry can describe (fatgen103, DIR_FileSize).</summary>
    public const long MaxLength = 0xFFFF_FFFF;

    private const int ZeroChunk = 32 * 1024;

    private readonly ClusterChain _chain = node.Chain(volume);
    private readonly int _clusterSize = volume.Layout.ClusterSize;

    /// <returns>Bytes read; 0 at or behind the end.</returns>
    public int Read(long offset, Span<byte> buffer)
    {
        long length = node.Status.Length;
        if (offset >= length)
            return 0;
        int total = (int)Math.Min(buffer.Length, length - offset);
        int done = 0;
        while (done < total)
        {
            uint cluster = FindRun(_chain, offset + done, total - done, out long within, out int count);
            volume.ReadContents(cluster, within, buffer.Slice(done, count));
            done += count;
        }

        return total;
    }

    /// <returns>Bytes written, fewer than given when the volume is full.</returns>
    /// <exception cref="VolumeException">There is no room for a single byte.</exception>
    public int Write(long offset, ReadOnlySpan<byte> data, CalendarTime time)
    {
        long length = node.Status.Length;
        long room = (Clusters(length) + volume.Table.FreeCount) * _clusterSize;
        long end = Math.Min(offset + data.Length, room);
        if (end <= offset)
            throw new VolumeException(FileError.NoSpace);

        long newLength = Math.Max(length, end);
        ClusterChain chain = Extend(newLength);
        if (offset > length)
            Zero(chain, length, offset);
        int total = (int)(end - offset);
        int done = 0;
        while (done < total)
        {
            uint cluster = FindRun(chain, offset + done, total - done, out long within, out int count);
            volume.WriteContents(cluster, within, data.Slice(done, count));
            done += count;
        }

        node.Update(volume, chain.First, newLength, time);
        return total;
    }

    /// <exception cref="VolumeException">There is no room for that length.</exception>
    public void SetLength(long newLength, CalendarTime time)
    {
        long length = node.Status.Length;
        if (newLength > length)
        {
            if (Clusters(newLength) - Clusters(length) > volume.Table.FreeCount)
                throw new VolumeException(FileError.NoSpace);
            ClusterChain chain = Extend(newLength);
            Zero(chain, length, newLength);
            node.Update(volume, chain.First, newLength, time);
        }
        else if (newLength > 0)
        {
            uint last = _chain.At(Clusters(newLength) - 1);
            node.Update(volume, _chain.First, newLength, time);
            volume.Table.EndChainAt(last);
        }
        else
        {
            uint first = _chain.First;
            node.Update(volume, 0, 0, time);
            if (first != 0)
                volume.Table.FreeChain(first);
        }
    }

    private long Clusters(long length) => (length + _clusterSize - 1) / _clusterSize;

    /// <summary>Makes the chain long enough; the clusters must be free.</summary>
    /// <returns>The chain, which is another one when the file was empty.</returns>
    private ClusterChain Extend(long newLength)
    {
        long have = Clusters(node.Status.Length);
        long need = Clusters(newLength);
        if (need == have)
            return _chain;

        // A chain is longer than its file when the machine stopped in the middle of a write: the rest of it is nobody's.
        uint first = _chain.First;
        uint last = 0;
        if (have > 0)
        {
            last = _chain.At(have - 1);
            volume.Table.EndChainAt(last);
        }
        else if (first != 0)
        {
            volume.Table.FreeChain(first);
            first = 0;
        }

        for (long i = have; i < need; i++)
        {
            last = volume.Table.Allocate(last);
            if (first == 0)
                first = last;
        }

        return first == _chain.First ? _chain : new ClusterChain(volume.Table, first);
    }

    private void Zero(ClusterChain chain, long from, long to)
    {
        byte[] zeros = new byte[Math.Min(ZeroChunk, to - from)];
        while (from < to)
        {
            uint cluster = FindRun(chain, from, (int)Math.Min(zeros.Length, to - from), out long within, out int count);
            volume.WriteContents(cluster, within, new ReadOnlySpan<byte>(zeros, 0, count));
            from += count;
        }
    }

    /// <summary>Finds the clusters next to each other that hold a place in the file and what follows it.</summary>
    /// <returns>The first of the clusters.</returns>
    private uint FindRun(ClusterChain chain, long offset, int wanted, out long within, out int count)
    {
        long index = offset / _clusterSize;
        within = offset % _clusterSize;
        uint first = chain.At(index);
        long end = _clusterSize;
        for (uint next = 1; end < within + wanted && chain.At(index + next) == first + next; next++)
            end += _clusterSize;
        count = (int)Math.Min(wanted, end - within);
        return first;
    }
}
