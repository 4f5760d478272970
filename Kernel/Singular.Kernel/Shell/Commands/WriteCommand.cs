using System.Text;
using Singular.Channels;
using Singular.Contracts;

namespace Singular.Kernel.Shell.Commands;

internal sealed class WriteCommand() : FileCommand("write", "PATH TEXT...", "make a file that holds one line of text, or replace it")
{
    protected override bool Accepts(IReadOnlyList<string> words) => words.Count >= 2;

    protected override int Run(ShellSession session, IFileSystem files, IReadOnlyList<string> words)
    {
        string path = Absolute(words[0]);
        byte[] data = Encoding.UTF8.GetBytes(string.Join(' ', words.Skip(1)) + "\n");
        Result<IFile, FileError> opened = files.Open(path, OpenMode.CreateOrTruncate);
        if (!opened.IsOk)
            return Fail(session, path, opened.Error);
        IFile file = opened.Value;
        Result<int, FileError> written = file.Write(0, data);
        Result<Done, FileError> closed = file.Close();
        if (!written.IsOk)
            return Fail(session, path, written.Error);
        if (!closed.IsOk)
            return Fail(session, path, closed.Error);
        if (written.Value < data.Length)
            return Fail(session, path, FileError.NoSpace);
        Result<Done, FileError> flushed = files.Flush();
        return flushed.IsOk ? 0 : Fail(session, path, flushed.Error);
    }
}
