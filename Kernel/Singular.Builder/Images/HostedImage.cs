using System.Text;

namespace Singular.Builder.Images;

/// <summary>
/// The folder from which the kernel runs as a Linux process under the JIT. Each program has a folder of its own with all its
/// assemblies and the settings that <c>dotnet exec</c> asks for: <c>kernel/</c>, and <c>driver/INSTANCE/</c> for each
/// process-placed driver; <c>image.json</c> lies beside them. The assemblies are those that a boot image is compiled from.
/// </summary>
public sealed class HostedImage
{
    /// <summary>A program of the folder.</summary>
    /// <param name="Name"><c>kernel</c> or the image record's name of a driver's program.</param>
    /// <param name="Entry">The assembly with the entry point.</param>
    /// <param name="Assemblies">All others.</param>
    public sealed record Program(string Name, AssemblyFile Entry, IReadOnlyList<AssemblyFile> Assemblies);

    private readonly string _folder;

    private HostedImage(string folder) => _folder = folder;

    /// <summary>Path of the record.</summary>
    public string RecordFile => Path.Combine(_folder, "image.json");

    /// <summary>Path of the assembly with a program's entry point, for <c>dotnet exec</c>.</summary>
    public string EntryOf(Program program) => Path.Combine(_folder, program.Name, program.Entry.Name + ".dll");

    /// <summary>Writes the folder, in place of what was there, in one step.</summary>
    /// <param name="folder">Where it is to be; its parent must be writable.</param>
    /// <param name="record">The image record as JSON.</param>
    /// <param name="programs">The kernel and the driver processes.</param>
    public static HostedImage Write(string folder, ReadOnlyMemory<byte> record, IReadOnlyList<Program> programs)
    {
        string target = Path.GetFullPath(folder);
        string fresh = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(fresh);
            File.WriteAllBytes(Path.Combine(fresh, "image.json"), record.Span);
            foreach (Program program in programs)
                WriteProgram(Path.Combine(fresh, program.Name), program);
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

    private static void WriteProgram(string folder, Program program)
    {
        Directory.CreateDirectory(folder);
        foreach (AssemblyFile assembly in program.Assemblies.Append(program.Entry))
        {
            using FileStream file = new(Path.Combine(folder, assembly.Name + ".dll"), FileMode.CreateNew);
            file.Write(assembly.Bytes.Span);
        }
        File.WriteAllText(Path.Combine(folder, program.Entry.Name + ".runtimeconfig.json"), RuntimeConfiguration, new UTF8Encoding(false));
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
