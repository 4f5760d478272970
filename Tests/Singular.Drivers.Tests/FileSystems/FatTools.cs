using System.Diagnostics;

namespace Singular.Drivers.Tests.FileSystems;

/// <summary>Images made, checked and read by the tools of Debian's dosfstools and mtools, which know nothing of the driver.</summary>
internal static class FatTools
{
    /// <summary>What fsck.fat prints about things that it does not count as errors, and when it would change something.</summary>
    private static readonly string[] Findings =
        ["differ", "wrong", "Reclaim", "Orphan", "Unexpected", "Contains a free cluster", "bad", "Leaving filesystem unchanged"];

    /// <summary>Makes an image with mkfs.fat.</summary>
    /// <param name="kibibytes">Size of the volume.</param>
    /// <param name="options">Options of mkfs.fat.</param>
    public static byte[] Format(int kibibytes, params string[] options)
    {
        string path = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.OpenWrite(path))
                file.SetLength(kibibytes * 1024L);
            (int status, string output) = Run("mkfs.fat", [.. options, path]);
            Assert.True(status == 0, output);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static byte[] Fat16() => Format(16 * 1024, "-F", "16", "-n", "SIXTEEN");

    /// <summary>Small, so that tests that fill it are fast; a FAT32 by its boot sector.</summary>
    public static byte[] Fat32() => Format(34 * 1024, "-F", "32", "-n", "THIRTYTWO", "-s", "1");

    /// <summary>Asserts that fsck.fat finds nothing wrong.</summary>
    public static void Check(byte[] image)
    {
        WithFile(image, path =>
        {
            (int status, string output) = Run("fsck.fat", ["-n", "-v", path]);
            output = output.Replace(path, "image");
            Assert.True(status == 0, output);
            foreach (string finding in Findings)
                Assert.DoesNotContain(finding, output);
        });
    }

    /// <summary>Runs a tool of mtools on an image and gives the image back as it is afterwards.</summary>
    public static byte[] Mtools(byte[] image, string tool, params string[] arguments)
    {
        byte[] result = image;
        WithFile(image, path =>
        {
            (int status, string output) = Run(tool, ["-i", path, .. arguments]);
            Assert.True(status == 0, $"{tool}: {output}");
            result = File.ReadAllBytes(path);
        });
        return result;
    }

    /// <summary>Reads a file of an image with mtype.</summary>
    public static byte[] ReadWithMtools(byte[] image, string path)
    {
        string target = Path.GetTempFileName();
        try
        {
            Mtools(image, "mcopy", "-n", "-o", "::" + path, target);
            return File.ReadAllBytes(target);
        }
        finally
        {
            File.Delete(target);
        }
    }

    public static string ListWithMtools(byte[] image, string path)
    {
        string listing = "";
        WithFile(image, file =>
        {
            (int status, string output) = Run("mdir", ["-i", file, "-a", "::" + path]);
            Assert.True(status == 0, output);
            listing = output;
        });
        return listing;
    }

    private static void WithFile(byte[] image, Action<string> action)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, image);
            action(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (int Status, string Output) Run(string tool, string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };

        // System tools lie outside the PATH of ordinary users.
        start.Environment["PATH"] += ":/usr/sbin:/sbin";
        start.FileName = File.Exists("/usr/sbin/" + tool) ? "/usr/sbin/" + tool : tool;
        start.Environment["MTOOLS_SKIP_CHECK"] = "1";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
