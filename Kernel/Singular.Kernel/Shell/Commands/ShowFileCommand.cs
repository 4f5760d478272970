using System.Text;
using Singular.Channels;
using Singular.Contracts;
using Singular.Kernel.Logging;

namespace Singular.Kernel.Shell.Commands;

/// <summary>Prints a file as text, in UTF-8; characters that would act on the terminal are shown, not sent.</summary>
internal sealed class ShowFileCommand() : FileCommand("cat", "PATH", "print a file")
{
    private const int ChunkBytes = 16 * 1024;

    protected override bool Accepts(IReadOnlyList<string> words) => words.Count == 1;

    protected override int Run(ShellSession session, IFileSystem files, IReadOnlyList<string> words)
    {
        string path = Absolute(words[0]);
        Result<IFile, FileError> opened = files.Open(path, OpenMode.Read);
        if (!opened.IsOk)
            return Fail(session, path, opened.Error);
        IFile file = opened.Value;
        FileError? failure = Print(session.Output, file);
        file.Close();
        return failure is { } error ? Fail(session, path, error) : 0;
    }

    private static FileError? Print(ShellOutput output, IFile file)
    {
        Decoder decoder = Encoding.UTF8.GetDecoder();
        byte[] bytes = new byte[ChunkBytes];
        char[] characters = new char[ChunkBytes + 1];
        var line = new StringBuilder();
        long offset = 0;
        while (true)
        {
            Result<int, FileError> read = file.Read(offset, bytes);
            if (!read.IsOk)
                return read.Error;
            int count = decoder.GetChars(bytes, 0, read.Value, characters, 0, flush: read.Value == 0);
            Append(output, line, characters.AsSpan(0, count));
            if (read.Value == 0)
                break;
            offset += read.Value;
        }
        if (line.Length > 0)
            output.Line(PrintableText.Of(line.ToString(), int.MaxValue));
        return null;
    }

    private static void Append(ShellOutput output, StringBuilder line, ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (c == '\t')
                line.Append(' ', 8 - line.Length % 8);
            else if (c != '\n')
                line.Append(c);
            if (c != '\n' && line.Length < ChunkBytes)
                continue;
            if (c == '\n' && line.Length > 0 && line[^1] == '\r')
                line.Length--;
            output.Line(PrintableText.Of(line.ToString(), int.MaxValue));
            line.Clear();
        }
    }
}
