using Singular.Channels;

namespace Singular.Contracts;

/// <summary>A tree of files.</summary>
/// <remarks>
/// A path is absolute, its parts are separated by <c>/</c>, <c>.</c> and <c>..</c> are not resolved, and <c>/</c> alone is
/// the root. Names keep their case and are found without regard to it where the file system says so.
/// </remarks>
[Contract("singular.file-system", 1, 0)]
public interface IFileSystem
{
    /// <summary>What is known of a file or directory.</summary>
    Result<FileStatus, FileError> Stat(string path);

    /// <summary>Opens a file.</summary>
    Result<IFile, FileError> Open(string path, OpenMode mode);

    /// <summary>Begins to list a directory.</summary>
    Result<IDirectory, FileError> OpenDirectory(string path);

    /// <summary>Makes a directory; its parent must be there.</summary>
    Result<Done, FileError> CreateDirectory(string path);

    /// <summary>Removes a file, or a directory that is empty.</summary>
    Result<Done, FileError> Remove(string path);

    /// <summary>The size of the volume and what of it is free.</summary>
    Result<VolumeStatus, FileError> Volume();

    /// <summary>Returns when all that was written has reached the medium.</summary>
    Result<Done, FileError> Flush();
}
