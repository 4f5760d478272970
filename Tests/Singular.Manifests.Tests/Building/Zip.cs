using System.IO.Compression;

namespace Singular.Manifests.Tests;

/// <summary>Makes zip files with the platform's writer, and with its own words where that one is too polite.</summary>
internal static class Zip
{
    /// <summary>The entries of a package.</summary>
    public static List<(string Name, byte[] Content)> Entries(byte[] package)
    {
        using var archive = new ZipArchive(new MemoryStream(package));
        var entries = new List<(string, byte[])>();
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            var content = new MemoryStream();
            stream.CopyTo(content);
            entries.Add((entry.FullName, content.ToArray()));
        }
        return entries;
    }

    public static byte[] Make(IEnumerable<(string Name, byte[] Content)> entries, CompressionLevel level = CompressionLevel.Optimal, int unixMode = 0x81A4)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name, level);
                entry.ExternalAttributes = unixMode << 16;
                using Stream writer = entry.Open();
                writer.Write(content);
            }
        }
        return stream.ToArray();
    }

    /// <summary>The package with its entries changed.</summary>
    public static byte[] Change(byte[] package, Action<List<(string Name, byte[] Content)>> change)
    {
        List<(string, byte[])> entries = Entries(package);
        change(entries);
        return Make(entries);
    }
}
