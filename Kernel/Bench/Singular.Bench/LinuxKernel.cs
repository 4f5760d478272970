using System.Diagnostics;
using Singular.Emulation;

namespace Singular.Bench;

/// <summary>Debian's kernel for virtual machines, fetched as a package and unpacked, not installed.</summary>
public static class LinuxKernel
{
    private const string MetaPackage = "linux-image-cloud-amd64";

    /// <summary>The kernel file in <paramref name="folder"/>, fetched first where it is not there.</summary>
    /// <exception cref="EmulatorException">Debian's packages cannot be reached.</exception>
    public static string Obtain(string folder)
    {
        if (Find(folder) is { } kept)
            return kept;
        Directory.CreateDirectory(folder);
        string dependencies = Run("apt-cache", folder, "depends", "--important", MetaPackage);
        string package = dependencies.Split('\n').Select(line => line.Trim())
            .FirstOrDefault(line => line.StartsWith("Depends: linux-image-", StringComparison.Ordinal))?["Depends: ".Length..]
            ?? throw Missing($"'apt-cache depends {MetaPackage}' names no kernel");
        Run("apt-get", folder, "download", "-q", package);
        string file = Directory.EnumerateFiles(folder, "*.deb").FirstOrDefault()
            ?? throw Missing($"'apt-get download {package}' left no package");
        Run("dpkg-deb", folder, "-x", Path.GetFileName(file), ".");
        File.Delete(file);
        return Find(folder) ?? throw Missing($"{package} holds no boot/vmlinuz file");
    }

    private static string? Find(string folder) =>
        Directory.Exists(Path.Combine(folder, "boot"))
            ? Directory.EnumerateFiles(Path.Combine(folder, "boot"), "vmlinuz-*").FirstOrDefault()
            : null;

    private static string Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw Missing($"'{program} {string.Join(' ', arguments)}' failed: {errors.Result.Trim().Split('\n').LastOrDefault()}");
    }

    private static EmulatorException Missing(string why) =>
        new($"The Linux kernel to compare with could not be fetched from Debian: {why}. Run 'apt-get update' as root and try again.");
}
