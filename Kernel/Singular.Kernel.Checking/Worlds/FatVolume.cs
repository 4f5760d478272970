using System.Diagnostics;
using Singular.Channels.Testing;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>A small FAT16 volume: made, looked at and named as other implementations do it.</summary>
internal static class FatVolume
{
    // FAT16 has at least 4,085 clusters; this is a little more, of one sector each.
    internal const int VolumeKibibytes = 2_304;

    private static readonly Lazy<byte[]> s_formatted = new(Format);

    /// <summary>Names that are one on a FAT volume, long names, and names that no FAT volume can have.</summary>
    internal static IReadOnlyList<string> Paths { get; } =
    [
        "/", "/a", "/A", "/b.txt", "/B.TXT", "/dir", "/DIR", "/dir/x", "/dir/y.z", "/dir/sub", "/dir/sub/deep", "/dir/a long name with spaces.text",
        "/a long name with spaces.text", "/A LONG NAME WITH SPACES.TEXT", "/missing/x", "/a/below", "/thirteen12345", "/x.y.z",
        "/name that is one hundred characters long nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
    ];

    /// <summary>A new empty volume.</summary>
    internal static byte[] Formatted() => (byte[])s_formatted.Value.Clone();

    /// <summary>The volume must be sound for another implementation: fsck.fat of dosfstools.</summary>
    internal static string? WhyDamaged(byte[] volume)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, volume);
            (int status, string output) = Run("fsck.fat", ["-n", file]);
            return status == 0 ? null : $"fsck.fat finds the volume damaged: {output.Replace(file, "it", StringComparison.Ordinal).ReplaceLineEndings(" ")}";
        }
        finally
        {
            File.Delete(file);
        }
    }

    internal static void AddSamples(SampleValues samples)
    {
        samples.Add("path", Paths);
        samples.Add("length", 0L, 1L, 511L, 512L, 513L, 1_024L, 4_096L, 20_000L);
        samples.Add("offset", 0L, 0L, 1L, 100L, 511L, 512L, 513L, 1_500L, 4_096L, 30_000L);
    }

    private static byte[] Format()
    {
        string file = Path.GetTempFileName();
        try
        {
            using (FileStream stream = File.OpenWrite(file))
                stream.SetLength(VolumeKibibytes * 1024L);
            (int status, string output) = Run("mkfs.fat", ["-F", "16", "-s", "1", "-n", "CHECKED", "-i", "20261126", "--invariant", file]);
            return status == 0 ? File.ReadAllBytes(file) : throw new CheckException($"mkfs.fat failed: {output}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (int Status, string Output) Run(string tool, string[] arguments)
    {
        // Debian keeps them where only root's PATH looks.
        string? program = ((string[])["/usr/sbin", "/sbin", "/usr/bin"]).Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);
        if (program is null)
            throw new CheckException($"{tool} is missing; it makes and checks the volumes for drivers of file systems. Install Debian's dosfstools.");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
