using Singular.Channels;

namespace Singular.Contracts;

/// <summary>The list of a directory's entries, given one at a time in the order in which they are stored.</summary>
[Contract("singular.directory", 1, 0)]
public interface IDirectory
{
    /// <summary>The next entry, or <see cref="FileError.EndOfDirectory"/>. The entries <c>.</c> and <c>..</c> are not given.</summary>
    Result<DirectoryEntry, FileError> Next();

    /// <summary>Ends the listing.</summary>
    [Ends]
    void Close();
}
