using System.Security.Cryptography;
using Mono.Cecil;

namespace Singular.Builder.ReEmit;

/// <summary>An assembly written anew from a verified model. Only such assemblies, the system's own and generated ones meet the
/// compiler.</summary>
/// <param name="OriginalName">Simple name of the assembly in its package.</param>
/// <param name="Name">Simple name that it now has. For a package's own assemblies: the original name, a dot, and 16
/// hexadecimal digits of a hash over its content, so that two vendors' assemblies of one name never meet.</param>
/// <param name="Bytes">The whole file.</param>
/// <param name="Sha256">Hash of <paramref name="Bytes"/>, 64 lower-case hexadecimal digits.</param>
public sealed record ReEmittedAssembly(string OriginalName, string Name, ReadOnlyMemory<byte> Bytes, string Sha256)
{
    /// <summary>Takes an assembly that was written earlier back from where it was kept.</summary>
    /// <param name="originalName">Its simple name in its package.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="BadImageFormatException">The bytes are no assembly.</exception>
    public static ReEmittedAssembly FromStore(string originalName, byte[] bytes)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(bytes, writable: false));
        return new ReEmittedAssembly(originalName, assembly.Name.Name, bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
