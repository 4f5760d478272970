namespace Singular.Contracts;

public enum FileError
{
    /// <summary>No such file or directory.</summary>
    NotFound,

    /// <summary>A part of the path is a file where a directory is needed.</summary>
    NotADirectory,

    /// <summary>A directory stands where a file is needed.</summary>
    IsADirectory,

    /// <summary>It is there already.</summary>
    AlreadyExists,

    /// <summary>The directory still has entries.</summary>
    NotEmpty,

    /// <summary>The path or a name in it is not one that this file system can store.</summary>
    InvalidName,

    /// <summary>An offset or length is negative or beyond what this file system can store.</summary>
    InvalidArgument,

    /// <summary>The file, the volume or the way it was opened does not allow writing.</summary>
    ReadOnly,

    /// <summary>The file is open, so it cannot be removed or opened for writing.</summary>
    InUse,

    /// <summary>No room is left on the volume or in its root directory.</summary>
    NoSpace,

    /// <summary>Too many files are open.</summary>
    TooManyOpen,

    /// <summary>There are no more entries.</summary>
    EndOfDirectory,

    /// <summary>What is on the medium contradicts itself; nothing was changed.</summary>
    Corrupt,

    /// <summary>The device below failed or is not there.</summary>
    DeviceFailed,

    /// <summary>There is no file system that this driver knows on the device.</summary>
    NotFormatted,
}
