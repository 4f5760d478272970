using Singular.Channels;
using Singular.Contracts;

namespace Singular.Kernel.Shell.Commands;

internal sealed class StatusCommand() : FileCommand("stat", "PATH", "show kind, size and time of last change of a file or directory")
{
    protected override bool Accepts(IReadOnlyList<string> words) => words.Count == 1;

    protected override int Run(ShellSession session, IFileSystem files, IReadOnlyList<string> words)
    {
        string path = Absolute(words[0]);
        Result<FileStatus, FileError> found = files.Stat(path);
        if (!found.IsOk)
            return Fail(session, path, found.Error);
        FileStatus status = found.Value;
        session.Output.Line($"path      {path}");
        session.Output.Line($"kind      {(status.IsDirectory ? "directory" : "file")}{(status.IsReadOnly ? ", read-only" : "")}");
        if (!status.IsDirectory)
            session.Output.Line($"bytes     {Number(status.Length)}");
        // The root of a FAT volume has no entry of its own and so no time: its year is below FAT's first, 1980.
        if (status.Modified.Year >= 1980)
            session.Output.Line($"modified  {DateCommand.Format(status.Modified)} UTC");
        return 0;
    }
}
