using Singular.Channels;
using Singular.Contracts;
using Singular.Kernel.Logging;

namespace Singular.Kernel.Shell.Commands;

internal sealed class ListCommand() : FileCommand("ls", "[PATH]", "list a directory, the root where no path is given")
{
    protected override bool Accepts(IReadOnlyList<string> words) => words.Count <= 1;

    protected override int Run(ShellSession session, IFileSystem files, IReadOnlyList<string> words)
    {
        string path = Absolute(words.Count == 1 ? words[0] : "/");
        Result<IDirectory, FileError> opened = files.OpenDirectory(path);
        if (!opened.IsOk)
            return Fail(session, path, opened.Error);
        var entries = new List<DirectoryEntry>();
        IDirectory directory = opened.Value;
        Result<DirectoryEntry, FileError> next;
        for (next = directory.Next(); next.IsOk; next = directory.Next())
            entries.Add(next.Value);
        directory.Close();
        if (next.Error != FileError.EndOfDirectory)
            return Fail(session, path, next.Error);
        var table = new TextTable("MODIFIED", ">SIZE", "NAME");
        foreach (DirectoryEntry entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            bool isDirectory = entry.Status.IsDirectory;
            table.Add(
                DateCommand.Format(entry.Status.Modified),
                isDirectory ? "-" : Number(entry.Status.Length),
                PrintableText.Of(entry.Name) + (isDirectory ? "/" : ""));
        }
        session.Output.Table(table);
        return 0;
    }
}
