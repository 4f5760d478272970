using System.Security.Cryptography;

namespace Singular.Builder.Trusted;

/// <summary>The sources in a folder: their lines and a hash over their names and contents.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="CSharpLines">Lines of C# that are neither empty nor only a comment.</param>
/// <param name="AssemblyLines">The same of assembly and linker scripts.</param>
/// <param name="Sha256">Over the files in the order of their paths.</param>
internal sealed record SourceCount(string Name, int CSharpLines, int AssemblyLines, string Sha256)
{
    public int Lines => CSharpLines + AssemblyLines;

    public static SourceCount Of(string folder)
    {
        int csharp = 0;
        int assembly = 0;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Sources(folder).Order(StringComparer.Ordinal))
        {
            byte[] content = File.ReadAllBytes(file);
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, file) + "\0"));
            hash.AppendData(content);
            int lines = File.ReadLines(file).Count(IsCode);
            (csharp, assembly) = Path.GetExtension(file) == ".cs" ? (csharp + lines, assembly) : (csharp, assembly + lines);
        }

        return new SourceCount(Path.GetFileName(folder), csharp, assembly, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(f => Path.GetExtension(f) is ".cs" or ".s" or ".S" or ".ld" && !IsBuilt(Path.GetRelativePath(folder, f)));

    private static bool IsBuilt(string relative) => relative.Split('/').Any(part => part is "obj" or "bin");

    private static bool IsCode(string line)
    {
        ReadOnlySpan<char> text = line.AsSpan().Trim();
        return text.Length > 0 && !text.StartsWith("//") && !text.StartsWith("#") && !text.StartsWith("/*");
    }
}
