using System.Diagnostics;
using System.Runtime.Versioning;
using Singular.Builder.Images;

namespace Singular.Builder.Tests;

[SupportedOSPlatform("linux")]
public sealed class HostedImageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static ManagedProgram Program(string name)
    {
        // The generated entry assembly has this name in every program.
        byte[] entry = Samples.Changed(Samples.ProgramPath, module => module.Assembly.Name.Name = "Singular.Image");
        return new ManagedProgram(name, new AssemblyFile("Singular.Image", entry), [AssemblyFile.Read(Samples.Path)], []);
    }

    [Fact]
    public void The_first_content_of_the_ram_disk_lies_beside_the_record()
    {
        string disk = _folder.File("disk.img");
        File.WriteAllBytes(disk, [1, 2, 3]);
        HostedImage image = HostedImage.Write(_folder.File("hosted"), "{}"u8.ToArray(), [Program("kernel")], disk);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(image.RecordFile)!, "ramdisk")));
    }

    [Fact]
    public void A_program_in_the_folder_runs_under_the_JIT()
    {
        HostedImage image = HostedImage.Write(_folder.File("hosted"), "{}"u8.ToArray(), [Program("kernel"), Program("driver/A")]);
        Assert.Equal("{}", File.ReadAllText(image.RecordFile));
        foreach (string program in new[] { image.Kernel, Path.Combine(_folder.File("hosted"), "driver/A") })
        {
            using Process process = Process.Start(
                new ProcessStartInfo("dotnet", ["exec", Path.Combine(program, HostedImage.EntryFile)]) { RedirectStandardOutput = true })!;
            Assert.StartsWith("0,2,4\n", process.StandardOutput.ReadToEnd());
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
    }

    [Fact]
    public void Writing_again_replaces_the_folder_and_leaves_nothing_beside_it()
    {
        string folder = _folder.File("hosted");
        HostedImage.Write(folder, "1"u8.ToArray(), [Program("kernel"), Program("driver/Old")]);
        HostedImage image = HostedImage.Write(folder, "2"u8.ToArray(), [Program("kernel")]);
        Assert.Equal("2", File.ReadAllText(image.RecordFile));
        Assert.False(Directory.Exists(Path.Combine(folder, "driver")));
        Assert.Equal([folder], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_folder()
    {
        string folder = _folder.File("hosted");
        HostedImage.WriteNative(folder, "1"u8.ToArray(), []);
        Assert.Throws<FileNotFoundException>(() => HostedImage.WriteNative(folder, "2"u8.ToArray(), [("kernel", _folder.File("missing"))]));
        Assert.Equal("1", File.ReadAllText(Path.Combine(folder, "image.json")));
        Assert.Equal([folder], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Native_programs_are_executable_files()
    {
        string program = _folder.File("program");
        File.WriteAllText(program, "#!/bin/sh\nexit 5\n");
        string folder = _folder.File("hosted");
        HostedImage image = HostedImage.WriteNative(folder, "{}"u8.ToArray(), [("kernel", program), ("driver/A", program)]);
        using Process process = Process.Start(image.Kernel);
        process.WaitForExit();
        Assert.Equal(5, process.ExitCode);
        Assert.True(File.GetUnixFileMode(Path.Combine(folder, "driver", "A")).HasFlag(UnixFileMode.UserExecute));
    }
}
