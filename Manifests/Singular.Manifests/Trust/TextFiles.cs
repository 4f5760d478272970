using System.Text;

namespace Singular.Manifests;

/// <summary>Reads and replaces the small text files of a root (trust, policy).</summary>
internal static class TextFiles
{
    /// <summary>Largest file, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Reads strict UTF-8.</summary>
    /// <exception cref="RefusedException">The file is missing, unreadable or too large, or, with the given code, no UTF-8.</exception>
    public static string Read(string path, RefusalCode invalid)
    {
        byte[] bytes;
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
                throw new RefusedException(RefusalCode.FileMissing, path, "there is no such file", "make the root again, or write the file");
            if (info.Length > MaxBytes)
                throw new RefusedException(RefusalCode.FileTooLarge, path, $"{info.Length} bytes, at most {MaxBytes} are read", "shorten it");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalCode.FileUnreadable, path, $"the file cannot be read: {error.Message.TrimEnd('.')}", "check who may read it");
        }
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException(invalid, path, "the file is not UTF-8", "save it as UTF-8");
        }
    }

    /// <summary>The lines without their ends; a carriage return before a line feed belongs to the end.</summary>
    public static string[] Lines(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
            lines[i] = lines[i].TrimEnd('\r');
        // What stands behind the last line feed is a line only if there is something.
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
