using System.Globalization;
using Singular.Channels;
using Singular.Contracts;

namespace Singular.Kernel.Shell.Commands;

/// <summary>What the commands on files have in common: finding the file system, and saying what went wrong.</summary>
internal abstract class FileCommand(string name, string arguments, string summary) : IShellCommand
{
    public string Name => name;

    public string Arguments => arguments;

    public string Summary => summary;

    public int Run(ShellSession session, IReadOnlyList<string> words)
    {
        if (!Accepts(words))
            return session.Usage(this);
        if (session.System.FileSystem is not { } files)
            return session.Fail("no driver in this image provides a file system; install one, e.g. FatFileSystem");
        try
        {
            return Run(session, files, words);
        }
        catch (ChannelException e)
        {
            return session.Fail($"{e.Message} 'drivers' shows its state, 'restart NAME' starts it.");
        }
    }

    /// <summary>True for a number of words that the command can work with.</summary>
    protected abstract bool Accepts(IReadOnlyList<string> words);

    protected abstract int Run(ShellSession session, IFileSystem files, IReadOnlyList<string> words);

    /// <summary>A path as the contract wants it: absolute, without a slash at its end.</summary>
    protected static string Absolute(string path)
    {
        string absolute = path.StartsWith('/') ? path : "/" + path;
        return absolute.Length > 1 ? absolute.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/" : absolute;
    }

    /// <summary>Prints a declared failure of the file system.</summary>
    protected static int Fail(ShellSession session, string path, FileError error) => session.Fail($"{path}: {Text(error)}");

    protected static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(FileError error) => error switch
    {
        FileError.NotFound => "there is no such file or directory",
        FileError.NotADirectory => "a part of the path is a file, not a directory",
        FileError.IsADirectory => "it is a directory, not a file",
        FileError.AlreadyExists => "it is there already",
        FileError.NotEmpty => "the directory is not empty; remove what is in it first",
        FileError.InvalidName => "this file system cannot store such a name",
        FileError.InvalidArgument => "the place or length is beyond what this file system can store",
        FileError.ReadOnly => "it may not be written",
        FileError.InUse => "it is open at the moment; close it first",
        FileError.NoSpace => "the volume is full; remove something first",
        FileError.TooManyOpen => "too many files are open",
        FileError.EndOfDirectory => "the directory ended early",
        FileError.Corrupt => "the volume contradicts itself; check it with fsck.fat on another system",
        FileError.DeviceFailed => "the device below failed or is not running; see 'drivers' and 'log'",
        FileError.NotFormatted => "the device holds no file system that this driver knows; format it with mkfs.fat",
        _ => error.ToString(),
    };
}
