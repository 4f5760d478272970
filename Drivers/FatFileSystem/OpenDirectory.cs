using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>One listing of a directory.</summary>
internal sealed class OpenDirectory : IDirectory
{
    private readonly Mount _mount;
    private readonly uint _cluster;
    private FatVolume _volume;
    private DirectoryTable _table;
    private int _slot;
    private bool _isClosed;

    public OpenDirectory(Mount mount, FatVolume volume, uint cluster)
    {
        _mount = mount;
        _cluster = cluster;
        _volume = volume;
        _table = volume.DirectoryAt(cluster);
        mount.AddListing(cluster);
    }

    public Result<DirectoryEntry, FileError> Next()
    {
        try
        {
            FollowVolume();
            DirectoryItem? item = _table.Next(ref _slot);
            return item is null ? FileError.EndOfDirectory : new DirectoryEntry(item.Name, item.Status);
        }
        catch (VolumeException reason)
        {
            return _mount.Abandon(reason);
        }
    }

    public void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _mount.RemoveListing(_cluster);
    }

    /// <summary>Goes on with the volume as it was read again after the device had failed.</summary>
    private void FollowVolume()
    {
        FatVolume volume = _mount.Volume;
        if (volume == _volume)
            return;
        if (volume.Layout.SerialNumber != _volume.Layout.SerialNumber)
            throw new VolumeException(FileError.DeviceFailed);
        _volume = volume;
        _table = volume.DirectoryAt(_cluster);
    }
}
