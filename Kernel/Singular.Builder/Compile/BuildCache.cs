using System.Security.Cryptography;

namespace Singular.Builder.Compile;

/// <summary>
/// Results by the hash of all that went into them. Everything in it can be made again, so anyone may delete any of it at any time.
/// A result's own hash is part of its file name and is checked before use: a damaged result is thrown away, never used.
/// </summary>
public sealed class BuildCache(string folder)
{
    /// <summary>Finds a result.</summary>
    /// <param name="key">Hash of the inputs, 64 hexadecimal digits.</param>
    /// <returns>Path of the undamaged file, or null.</returns>
    public string? Find(string key)
    {
        string shelf = Shelf(key);
        if (!Directory.Exists(shelf))
            return null;
        foreach (string path in Directory.EnumerateFiles(shelf, key + "-*").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(path) == FileName(key, HashOf(path)))
            {
                // The time of last use is what trimming goes by.
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
                return path;
            }
            File.Delete(path);
        }
        return null;
    }

    /// <summary>Keeps a result. Two processes may do so at once; the same inputs give the same file.</summary>
    /// <param name="key">Hash of the inputs, 64 hexadecimal digits.</param>
    /// <param name="result">A finished file; it is copied.</param>
    public string Add(string key, string result)
    {
        string path = Path.Combine(Shelf(key), FileName(key, HashOf(result)));
        using var copy = new AtomicFile(path);
        using (FileStream source = File.OpenRead(result))
            source.CopyTo(copy.Stream);
        copy.Commit();
        return path;
    }

    /// <summary>Deletes what was used longest ago until the rest is no larger than <paramref name="bytes"/>.</summary>
    public void Trim(long bytes)
    {
        if (!Directory.Exists(folder))
            return;
        long kept = 0;
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).OrderByDescending(f => f.LastWriteTimeUtc).ToList())
        {
            kept += file.Length;
            if (kept > bytes)
                file.Delete();
        }
    }

    private string Shelf(string key) => Path.Combine(folder, key[..2]);

    private static string FileName(string key, string hash) => $"{key}-{hash}";

    private static string HashOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
