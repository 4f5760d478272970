using System.Numerics;
using Singular.Channels;
using Singular.Channels.Testing;

namespace Singular.Contracts.Laws;

[LawsOf(typeof(IBlockDevice), Hash = "bb238addd3ac167d2fbe0b4dec8d3605a819a2ab953e52daa2f6b5a6918968ef")]
public static class BlockDeviceLaws
{
    public static bool The_geometry_is_legal_and_stays(IBlockDevice server)
    {
        BlockGeometry geometry = server.Geometry();
        return geometry.BlockSize is >= 512 and <= 4096 && BitOperations.IsPow2(geometry.BlockSize) && geometry.BlockCount >= 1 && server.Geometry() == geometry;
    }

    public static bool A_read_gives_what_was_written(IBlockDevice server, ulong place, byte length, int seed)
    {
        (long first, byte[] data) = Data(server.Geometry(), place, length, seed);
        if (!Wrote(server, first, data))
            return true;
        return Holds(server, first, data);
    }

    public static bool What_was_flushed_is_still_there(IBlockDevice server, ulong place, byte length, int seed)
    {
        (long first, byte[] data) = Data(server.Geometry(), place, length, seed);
        return !Wrote(server, first, data) || !server.Flush().IsOk || Holds(server, first, data);
    }

    /// <summary>The later of two writes counts, where they meet and nowhere else.</summary>
    public static bool A_write_changes_its_blocks_and_no_others(IBlockDevice server, ulong place, byte length, int seed, ulong other)
    {
        BlockGeometry geometry = server.Geometry();
        (long first, byte[] data) = Data(geometry, place, length, seed);
        long single = (long)(other % (ulong)geometry.BlockCount);
        byte[] block = Bytes(geometry.BlockSize, seed ^ 0x5A5A);
        if (!Wrote(server, first, data) || !Wrote(server, single, block))
            return true;
        long at = single - first;
        if (at >= 0 && at < data.Length / geometry.BlockSize)
            block.CopyTo(data.AsSpan((int)at * geometry.BlockSize));
        return Holds(server, first, data) && Holds(server, single, block);
    }

    public static bool Blocks_outside_the_device_are_refused(IBlockDevice server, long beyond, byte length)
    {
        BlockGeometry geometry = server.Geometry();
        byte[] data = new byte[(1 + length % 4) * geometry.BlockSize];
        long first = beyond < 0 ? beyond : geometry.BlockCount - data.Length / geometry.BlockSize + 1 + beyond % (long.MaxValue / 2);
        if (first >= 0 && first <= geometry.BlockCount - data.Length / geometry.BlockSize)
            return true;
        Result<int, BlockError> read = server.Read(first, data);
        Result<int, BlockError> write = server.Write(first, data);
        return !read.IsOk && read.Error is BlockError.OutOfRange or BlockError.DeviceFailed
            && !write.IsOk && write.Error is BlockError.OutOfRange or BlockError.ReadOnly or BlockError.DeviceFailed;
    }

    public static bool Parts_of_blocks_are_refused(IBlockDevice server, ushort bytes)
    {
        BlockGeometry geometry = server.Geometry();
        if (bytes != 0 && bytes % geometry.BlockSize == 0)
            return true;
        Result<int, BlockError> read = server.Read(0, new byte[bytes]);
        Result<int, BlockError> write = server.Write(0, new byte[bytes]);
        return !read.IsOk && !write.IsOk;
    }

    public static bool A_medium_that_cannot_be_written_is_not(IBlockDevice server, ulong place, int seed)
    {
        BlockGeometry geometry = server.Geometry();
        if (!geometry.IsReadOnly)
            return true;
        (long first, byte[] data) = Data(geometry, place, 0, seed);
        return !server.Write(first, data).IsOk;
    }

    private static (long First, byte[] Data) Data(BlockGeometry geometry, ulong place, byte length, int seed)
    {
        long first = (long)(place % (ulong)geometry.BlockCount);
        int blocks = (int)Math.Min(1 + length % 4, geometry.BlockCount - first);
        return (first, Bytes(blocks * geometry.BlockSize, seed));
    }

    private static byte[] Bytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static bool Wrote(IBlockDevice server, long first, byte[] data)
    {
        Result<int, BlockError> written = server.Write(first, data);
        if (!written.IsOk)
            return false;
        return written.Value == data.Length / server.Geometry().BlockSize
            ? true
            : throw new InvalidOperationException($"Write says {written.Value} blocks of {data.Length} bytes.");
    }

    private static bool Holds(IBlockDevice server, long first, byte[] data)
    {
        byte[] read = new byte[data.Length];
        Result<int, BlockError> result = server.Read(first, read);
        return result.IsOk ? result.Value == data.Length / server.Geometry().BlockSize && read.AsSpan().SequenceEqual(data) : result.Error == BlockError.DeviceFailed;
    }
}
