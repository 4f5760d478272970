using System.Text;
using Singular.Manifests;

namespace Singular.Builder.Images;

/// <summary>
/// The folder from which the kernel runs as a Linux process. <c>image.json</c> lies in it, and the programs by their names in the
/// image, <c>kernel</c> and <c>driver/ID</c>. Under the JIT each of these is a folder with <c>Singular.Image.dll</c>, which <c>dotnet
/// exec</c> runs, and all that it refers to; natively it is an executable file. The code is that of a boot image but for the
/// platform.
/// </summary>
public sealed class HostedImage
{
    /// <summary>File name of the entry assembly in the folder of a program.</summary>
    public const string EntryFile = ImagePrograms.EntryAssembly + ".dll";

    private HostedImage(string folder) => Folder = folder;

    /// <summary>The image's folder.</summary>
    public string Folder { get; }

    /// <summary>Path of the record.</summary>
    public string RecordFile => Path.Combine(Folder, ImageRecord.EntryName);

    /// <summary>Path of the kernel: a folder under the JIT, an executable natively.</summary>
    public string Kernel => Path.Combine(Folder, ImagePrograms.Kernel);

    /// <summary>Writes the folder of a system that runs under the JIT, in place of what was there.</summary>
    /// <param name="folder">Where it is to be; its parent must be writable.</param>
    /// <param name="record">The image record as JSON.</param>
    /// <param name="programs">The kernel and the driver processes.</param>
    /// <param name="ramDisk">File with the first content of the RAM disk; null for none.</param>
    public static HostedImage Write(string folder, ReadOnlyMemory<byte> record, IReadOnlyList<ManagedProgram> programs, string? ramDisk = null) =>
        Replace(folder, record, ramDisk, fresh =>
        {
            foreach (ManagedProgram program in programs)
                WriteProgram(Path.Combine(fresh, program.Name), program);
        });

    /// <summary>Writes the folder of a system of native programs, in place of what was there.</summary>
    /// <param name="folder">Where it is to be; its parent must be writable.</param>
    /// <param name="record">The image record as JSON.</param>
    /// <param name="programs">Name in the image and executable of each program.</param>
    /// <param name="ramDisk">File with the first content of the RAM disk; null for none.</param>
    public static HostedImage WriteNative(
        string folder, ReadOnlyMemory<byte> record, IReadOnlyList<(string Name, string Path)> programs, string? ramDisk = null) =>
        Replace(folder, record, ramDisk, fresh =>
        {
            foreach ((string name, string path) in programs)
            {
                string target = Path.Combine(fresh, name);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(path, target);
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(target, File.GetUnixFileMode(target) | UnixFileMode.UserExecute);
            }
        });

    private static HostedImage Replace(string folder, ReadOnlyMemory<byte> record, string? ramDisk, Action<string> write)
    {
        string target = Path.GetFullPath(folder);
        string fresh = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(fresh);
            File.WriteAllBytes(Path.Combine(fresh, ImageRecord.EntryName), record.Span);
            if (ramDisk is not null)
                File.Copy(ramDisk, Path.Combine(fresh, ImagePrograms.RamDisk));
            write(fresh);
            if (Directory.Exists(target))
                Directory.Delete(target, recursive: true);
            Directory.Move(fresh, target);
        }
        finally
        {
            if (Directory.Exists(fresh))
                Directory.Delete(fresh, recursive: true);
        }
        return new HostedImage(target);
    }

    private static void WriteProgram(string folder, ManagedProgram program)
    {
        Directory.CreateDirectory(folder);
        foreach (AssemblyFile assembly in program.Assemblies)
            File.WriteAllBytes(Path.Combine(folder, assembly.Name + ".dll"), assembly.Bytes.Span);
        File.WriteAllBytes(Path.Combine(folder, EntryFile), program.Entry.Bytes.Span);
        File.WriteAllText(
            Path.Combine(folder, Path.ChangeExtension(EntryFile, ".runtimeconfig.json")), RuntimeConfiguration, new UTF8Encoding(false));
    }

    /// <summary>The assemblies are compiled for .NET 9; whatever later runtime is installed runs them.</summary>
    private const string RuntimeConfiguration =
        """
        {
          "runtimeOptions": {
            "tfm": "net9.0",
            "rollForward": "Major",
            "framework": { "name": "Microsoft.NETCore.App", "version": "9.0.0" },
            "configProperties": {
              "System.GC.Concurrent": false,
              "System.Globalization.Invariant": true,
              "System.Globalization.PredefinedCulturesOnly": true
            }
          }
        }

        """;
}
