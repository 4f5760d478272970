using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Singular.CommandLine.Pipeline;

/// <summary>Makes empty FAT16 volumes with Debian's dosfstools.</summary>
internal static class RamDiskImage
{
    /// <summary>Size of a volume that nobody gave a size, in KiB: what the RAM disk driver asks for.</summary>
    private const int DefaultKiB = 16 * 1024;

    /// <summary>Makes a volume where the file does not exist; the same bytes each time.</summary>
    public static void CreateMissing(string path)
    {
        if (File.Exists(path))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string temporary = path + ".tmp";
        File.Delete(temporary);
        // --invariant: no volume number or date from the clock.
        var start = new ProcessStartInfo(Program(), ["--invariant", "-F", "16", "-n", "SINGULAR", "-C", temporary, DefaultKiB.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw CommandFailure.CouldNotRun($"mkfs.fat could not make {path}: {(errors.Length > 0 ? errors : output.Result).Trim()}");
        }
        catch (Win32Exception)
        {
            throw CommandFailure.CouldNotRun("mkfs.fat is missing; run './singular setup', or install Debian's dosfstools.");
        }

        File.Move(temporary, path);
    }

    /// <summary>Debian keeps mkfs.fat where only root's PATH looks.</summary>
    private static string Program() => File.Exists("/usr/sbin/mkfs.fat") ? "/usr/sbin/mkfs.fat" : "mkfs.fat";
}
