using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>Makes volumes and looks for damage with programs that are not ours: mkfs.fat and fsck.fat of Debian's dosfstools.</summary>
internal static class VolumeTools
{
    internal const string Label = "CHECKED";

    // Many runs leave the same volume behind; the verdict on it is the same.
    private static readonly ConcurrentDictionary<string, string?> s_verdicts = new(StringComparer.Ordinal);

    /// <summary>Makes an empty volume; the same options give the same bytes.</summary>
    /// <param name="kibibytes">Its size.</param>
    /// <param name="options">Further options of mkfs.fat.</param>
    internal static byte[] Format(int kibibytes, params string[] options) => WithFile([], file =>
    {
        using (FileStream stream = File.OpenWrite(file))
            stream.SetLength(kibibytes * 1024L);
        (int status, string output) = Run("mkfs.fat", [.. options, "-n", Label, "-i", "20261126", "--invariant", file]);
        return status == 0 ? File.ReadAllBytes(file) : throw new CheckException($"mkfs.fat failed: {output}");
    });

    /// <summary>What fsck.fat finds wrong; null when nothing.</summary>
    internal static string? WhyDamaged(byte[] medium) => s_verdicts.GetOrAdd(Convert.ToHexString(SHA256.HashData(medium)), _ => Verdict(medium));

    private static string? Verdict(byte[] medium) => WithFile(medium, file =>
    {
        (int status, string output) = Run("fsck.fat", ["-n", file]);
        return status == 0 ? null : $"fsck.fat finds the volume damaged: {output.Replace(file, "it", StringComparison.Ordinal).ReplaceLineEndings(" ")}";
    });

    private static T WithFile<T>(byte[] contents, Func<string, T> use)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, contents);
            return use(file);
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
