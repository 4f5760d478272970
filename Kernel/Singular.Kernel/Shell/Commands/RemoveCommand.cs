using Singular.Channels;
using Singular.Contracts;

namespace Singular.Kernel.Shell.Commands;

internal sealed class RemoveCommand() : FileCommand("rm", "PATH", "remove a file or an empty directory")
{
    protected override bool Accepts(IReadOnlyList<string> words) => words.Count == 1;

    protected override int Run(ShellSession session, IFileSystem files, IReadOnlyList<string> words)
    {
        string path = Absolute(words[0]);
        Result<Done, FileError> removed = files.Remove(path);
        return removed.IsOk ? 0 : Fail(session, path, removed.Error);
    }
}
