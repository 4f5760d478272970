using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>The volume as long as it can be used, the clock, and what is open.</summary>
internal sealed class Mount(IBlockDevice disk, IClock clock)
{
    /// <summary>The most files and listings that are open at once.</summary>
    private const int MostOpen = 256;

    private readonly List<FileNode> _files = new();
    private readonly List<uint> _listings = new();
    private FatVolume? _volume;
    private int _openCount;

    public bool IsFull => _openCount == MostOpen;

    /// <summary>The volume; it is read when it is needed and is not there.</summary>
    /// <exception cref="VolumeException">There is none.</exception>
    public FatVolume Volume => _volume ??= FatVolume.Mount(disk);

    /// <summary>The time for directory entries: the epoch of FAT while no clock tells it.</summary>
    public CalendarTime Now
    {
        get
        {
            try
            {
                Result<CalendarTime, ClockError> now = clock.Now();
                return now.IsOk ? now.Value : FatTime.Epoch;
            }
            catch (ChannelException)
            {
                return FatTime.Epoch;
            }
        }
    }

    /// <summary>Undoes what an operation had begun.</summary>
    /// <returns>The error to give back.</returns>
    public FileError Abandon(VolumeException reason)
    {
        _volume?.Abandon();
        foreach (FileNode file in _files)
            file.Invalidate();

        // A device that failed may come back with other contents: everything is read again.
        if (reason.Error == FileError.DeviceFailed)
            _volume = null;
        return reason.Error;
    }

    /// <summary>The open file whose entry is at a place; null when it is not open.</summary>
    public FileNode? FindOpen(uint directory, int mainSlot)
    {
        foreach (FileNode file in _files)
        {
            if (file.Directory == directory && file.MainSlot == mainSlot)
                return file;
        }

        return null;
    }

    public void Add(FileNode file)
    {
        if (file.UseCount++ == 0)
            _files.Add(file);
        _openCount++;
    }

    public void Remove(FileNode file)
    {
        if (--file.UseCount == 0)
            _files.Remove(file);
        _openCount--;
    }

    /// <summary>True while somebody lists the directory that begins at a cluster.</summary>
    public bool IsListed(uint directory) => _listings.Contains(directory);

    public void AddListing(uint directory)
    {
        _listings.Add(directory);
        _openCount++;
    }

    public void RemoveListing(uint directory)
    {
        _listings.Remove(directory);
        _openCount--;
    }
}
