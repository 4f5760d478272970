using Mono.Cecil;

namespace Singular.Builder;

/// <summary>The bytes of a managed assembly and its simple name.</summary>
/// <param name="Name">Simple name, without extension; the compiler knows assemblies by it.</param>
/// <param name="Bytes">The whole file.</param>
public sealed record AssemblyFile(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Reads a file and the name in its metadata.</summary>
    /// <exception cref="BuildException"><see cref="BuildCode.InputMissing"/>: no such file, or no assembly.</exception>
    public static AssemblyFile Read(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(bytes, writable: false));
            return new AssemblyFile(assembly.Name.Name, bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            throw new BuildException(BuildCode.InputMissing, path, error.Message.TrimEnd('.'), "a managed assembly", "Run `singular setup`, which builds the system's assemblies.");
        }
    }
}
