using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>A file or directory as its parent directory describes it.</summary>
internal sealed class DirectoryItem
{
    public required string Name { get; init; }

    /// <summary>The short name, which finds it too.</summary>
    public required string Alias { get; init; }

    public required byte Attributes { get; init; }

    public required uint Cluster { get; init; }

    public required uint Length { get; init; }

    public required CalendarTime Modified { get; init; }

    /// <summary>Index of its first slot in the directory: that of the long name where there is one.</summary>
    public required int FirstSlot { get; init; }

    /// <summary>Index of the slot with the short name, which is its last.</summary>
    public required int MainSlot { get; init; }

    public bool IsDirectory => (Attributes & Slot.Directory) != 0;

    public bool IsReadOnly => (Attributes & Slot.ReadOnlyFile) != 0;

    public FileStatus Status => new(IsDirectory, IsReadOnly, IsDirectory ? 0 : Length, Modified);
}
