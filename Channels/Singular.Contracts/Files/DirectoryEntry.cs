using Singular.Channels;

namespace Singular.Contracts;

/// <param name="Name">The entry's name, without its path.</param>
/// <param name="Status">What is known of it.</param>
[Exchangeable]
public readonly record struct DirectoryEntry(string Name, FileStatus Status);
