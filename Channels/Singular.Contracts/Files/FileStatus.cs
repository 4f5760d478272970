using Singular.Channels;

namespace Singular.Contracts;

/// <param name="IsDirectory">True for a directory.</param>
/// <param name="IsReadOnly">True when the file may not be written.</param>
/// <param name="Length">Bytes in a file; 0 for a directory.</param>
/// <param name="Modified">Last change in UTC, as fine as the file system keeps it (FAT: 2 seconds).</param>
[Exchangeable]
public readonly record struct FileStatus(bool IsDirectory, bool IsReadOnly, long Length, CalendarTime Modified);
