using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using Mono.Cecil;

namespace Singular.Verifier;

/// <summary>Who an assembly says that it is. Read without the rest of the file, for a platform has hundreds of assemblies and a driver uses few.</summary>
internal sealed class AssemblyIdentity
{
    /// <summary>A public key token is the end of the key's SHA-1 value, backwards (ECMA-335 II.6.3).</summary>
    private const int TokenBytes = 8;

    private readonly byte[] _publicKey;
    private byte[]? _publicKeyToken;

    private AssemblyIdentity(string name, Version version, byte[] publicKey)
    {
        Name = name;
        Version = version;
        _publicKey = publicKey;
    }

    public string Name { get; }

    public Version Version { get; }

    /// <exception cref="BadImageFormatException">The bytes are no managed assembly.</exception>
    public static AssemblyIdentity Read(Stream image)
    {
        using var file = new PEReader(image, PEStreamOptions.LeaveOpen);
        if (!file.HasMetadata)
            throw new BadImageFormatException("the file is no managed assembly");
        var metadata = file.GetMetadataReader();
        if (!metadata.IsAssembly)
            throw new BadImageFormatException("the file is a module without an assembly");
        var assembly = metadata.GetAssemblyDefinition();
        return new AssemblyIdentity(metadata.GetString(assembly.Name), assembly.Version, metadata.GetBlobBytes(assembly.PublicKey));
    }

    /// <summary>True when this assembly may stand for the reference.</summary>
    public bool Satisfies(AssemblyNameReference reference) =>
        reference.Version <= Version && string.IsNullOrEmpty(reference.Culture)
        && (reference.PublicKeyToken is not { Length: > 0 } token || token.AsSpan().SequenceEqual(_publicKeyToken ??= TokenOf(_publicKey)));

    private static byte[] TokenOf(byte[] publicKey)
    {
        if (publicKey.Length == 0)
            return [];
        var token = SHA1.HashData(publicKey)[^TokenBytes..];
        Array.Reverse(token);
        return token;
    }
}
