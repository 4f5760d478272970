using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Singular.Builder.Compile;

/// <summary>A hash over a list of inputs. Every input is preceded by its length, so that no two lists run together.</summary>
internal sealed class InputHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    internal InputHash Add(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        _hash.AppendData(length);
        _hash.AppendData(bytes);
        return this;
    }

    internal InputHash Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    internal InputHash Add(AssemblyFile assembly) => Add(assembly.Name).Add(assembly.Bytes.Span);

    internal InputHash AddFile(string path) => Add(Path.GetFileName(path)).Add(File.ReadAllBytes(path));

    /// <summary>64 lower-case hexadecimal digits; starts anew.</summary>
    internal string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
