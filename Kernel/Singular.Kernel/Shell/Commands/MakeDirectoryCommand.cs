using Singular.Channels;
using Singular.Contracts;

namespace Singular.Kernel.Shell.Commands;

internal sealed class MakeDirectoryCommand() : FileCommand("mkdir", "PATH", "make a directory; its parent must be there")
{
    protected override bool Accepts(IReadOnlyList<string> words) => words.Count == 1;

    protected override int Run(ShellSession session, IFileSystem files, IReadOnlyList<string> words)
    {
        string path = Absolute(words[0]);
        Result<Done, FileError> made = files.CreateDirectory(path);
        return made.IsOk ? 0 : Fail(session, path, made.Error);
    }
}
