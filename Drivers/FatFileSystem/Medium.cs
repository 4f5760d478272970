using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>The block device as a row of bytes and of sectors. Every failure of it becomes a <see cref="VolumeException"/>.</summary>
/// <param name="disk">The device.</param>
/// <param name="geometry">What it says of itself.</param>
/// <param name="sectorSize">Bytes in a sector of the file system, a multiple of the device's block size.</param>
internal sealed class Medium(IBlockDevice disk, BlockGeometry geometry, int sectorSize)
{
    private readonly byte[] _scratch = new byte[sectorSize];
    private readonly int _blocksPerSector = sectorSize / geometry.BlockSize;

    public int SectorSize { get; } = sectorSize;

    public bool IsReadOnly { get; } = geometry.IsReadOnly;

    /// <summary>Whole sectors on the device.</summary>
    public long SectorCount { get; } = geometry.BlockCount / (sectorSize / geometry.BlockSize);

    /// <summary>Asks a device for its geometry and refuses one that no contract allows.</summary>
    public static BlockGeometry GeometryOf(IBlockDevice disk)
    {
        BlockGeometry geometry;
        try
        {
            geometry = disk.Geometry();
        }
        catch (ChannelException)
        {
            throw new VolumeException(FileError.DeviceFailed);
        }

        if (geometry.BlockSize is not (512 or 1024 or 2048 or 4096) || geometry.BlockCount < 1)
            throw new VolumeException(FileError.DeviceFailed);
        return geometry;
    }

    public void ReadSector(long sector, Span<byte> destination) => ReadSectors(sector, destination);

    public void WriteSector(long sector, ReadOnlySpan<byte> source) => WriteSectors(sector, source);

    /// <summary>Reads bytes from any place.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            long sector = offset / SectorSize;
            int within = (int)(offset % SectorSize);
            int count;
            if (within == 0 && destination.Length >= SectorSize)
            {
                count = destination.Length - destination.Length % SectorSize;
                ReadSectors(sector, destination.Slice(0, count));
            }
            else
            {
                count = Smaller(SectorSize - within, destination.Length);
                ReadSector(sector, _scratch);
                new ReadOnlySpan<byte>(_scratch, within, count).CopyTo(destination);
            }

            offset += count;
            destination = destination.Slice(count);
        }
    }

    /// <summary>Writes bytes to any place; what shares a sector with them stays.</summary>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        while (source.Length > 0)
        {
            long sector = offset / SectorSize;
            int within = (int)(offset % SectorSize);
            int count;
            if (within == 0 && source.Length >= SectorSize)
            {
                count = source.Length - source.Length % SectorSize;
                WriteSectors(sector, source.Slice(0, count));
            }
            else
            {
                count = Smaller(SectorSize - within, source.Length);
                ReadSector(sector, _scratch);
                source.Slice(0, count).CopyTo(new Span<byte>(_scratch, within, count));
                WriteSector(sector, _scratch);
            }

            offset += count;
            source = source.Slice(count);
        }
    }

    public void Flush()
    {
        try
        {
            Result<Done, BlockError> result = disk.Flush();
            if (!result.IsOk)
                throw new VolumeException(FileError.DeviceFailed);
        }
        catch (ChannelException)
        {
            throw new VolumeException(FileError.DeviceFailed);
        }
    }

    private void ReadSectors(long sector, Span<byte> destination)
    {
        int most = ChannelLimits.MaxCallBytes;
        while (destination.Length > 0)
        {
            int count = Smaller(most, destination.Length);
            try
            {
                Result<int, BlockError> result = disk.Read(sector * _blocksPerSector, destination.Slice(0, count));
                Check(result, count);
            }
            catch (ChannelException)
            {
                throw new VolumeException(FileError.DeviceFailed);
            }

            sector += count / SectorSize;
            destination = destination.Slice(count);
        }
    }

    private void WriteSectors(long sector, ReadOnlySpan<byte> source)
    {
        int most = ChannelLimits.MaxCallBytes;
        while (source.Length > 0)
        {
            int count = Smaller(most, source.Length);
            try
            {
                Result<int, BlockError> result = disk.Write(sector * _blocksPerSector, source.Slice(0, count));
                Check(result, count);
            }
            catch (ChannelException)
            {
                throw new VolumeException(FileError.DeviceFailed);
            }

            sector += count / SectorSize;
            source = source.Slice(count);
        }
    }

    private void Check(Result<int, BlockError> result, int bytes)
    {
        if (!result.IsOk)
            throw new VolumeException(result.Error == BlockError.ReadOnly ? FileError.ReadOnly : FileError.DeviceFailed);
        if (result.Value != bytes / SectorSize * _blocksPerSector)
            throw new VolumeException(FileError.DeviceFailed);
    }

    private static int Smaller(int left, int right) => left < right ? left : right;
}
