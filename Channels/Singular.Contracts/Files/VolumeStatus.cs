using Singular.Channels;

namespace Singular.Contracts;

/// <param name="Label">The volume's name, empty where there is none.</param>
/// <param name="Kind">The file system, for people, e.g. <c>FAT16</c>.</param>
/// <param name="TotalBytes">Room for files and directories.</param>
/// <param name="FreeBytes">What of it is free.</param>
[Exchangeable]
public readonly record struct VolumeStatus(string Label, string Kind, long TotalBytes, long FreeBytes);
