using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Singular.Verifier.Isolation.Tests.Images;

/// <summary>Well-formed shells around one part that no compiler would write.</summary>
internal static class HostileImage
{
    /// <summary>Public key token of System.Runtime.</summary>
    private static readonly byte[] PlatformToken = [0xB0, 0x3F, 0x5F, 0x7F, 0x11, 0xD5, 0x0A, 0x3A];

    /// <summary>A class with a field of that signature.</summary>
    public static byte[] WithField(byte[] signature) => Build((metadata, _, runtime) =>
    {
        metadata.AddFieldDefinition(FieldAttributes.Public, metadata.GetOrAddString("F"), metadata.GetOrAddBlob(signature));
    });

    /// <summary>A class beside a type specification of that signature.</summary>
    public static byte[] WithTypeSpecification(byte[] signature) => Build((metadata, _, _) => metadata.AddTypeSpecification(metadata.GetOrAddBlob(signature)));

    /// <summary>A class with an int field whose signature carries a modifier of that name.</summary>
    public static byte[] WithModifier(bool isRequired, string @namespace, string name) => Build((metadata, _, runtime) =>
    {
        metadata.AddTypeReference(runtime, metadata.GetOrAddString(@namespace), metadata.GetOrAddString(name));
        metadata.AddFieldDefinition(FieldAttributes.Public, metadata.GetOrAddString("F"), metadata.GetOrAddBlob((byte[])[0x06, (byte)(isRequired ? 0x1F : 0x20), 0x09, 0x08]));
    });

    /// <summary>A class with a method of that code and that many clauses, each over the whole code.</summary>
    public static byte[] WithClauses(int count, int codeSize) => Build((metadata, il, runtime) =>
    {
        TypeReferenceHandle exception = metadata.AddTypeReference(runtime, metadata.GetOrAddString("System"), metadata.GetOrAddString("Exception"));
        var encoder = new MethodBodyStreamEncoder(il);
        MethodBodyStreamEncoder.MethodBody body = encoder.AddMethodBody(codeSize, exceptionRegionCount: count, hasSmallExceptionRegions: false);
        new BlobWriter(body.Instructions).WriteBytes(0, codeSize);
        for (int i = 0; i < count; i++)
            body.ExceptionRegions.AddCatch(0, 1, 1, 1, exception);
        AddMethod(metadata, "M", body.Offset);
    });

    /// <summary>A class with that many methods, each of the same name, body and signature.</summary>
    public static byte[] WithMethods(int count) => Build((metadata, il, runtime) =>
    {
        var encoder = new MethodBodyStreamEncoder(il);
        MethodBodyStreamEncoder.MethodBody body = encoder.AddMethodBody(1);
        new BlobWriter(body.Instructions).WriteByte(0x2A);
        for (int i = 0; i < count; i++)
            AddMethod(metadata, "M" + i, body.Offset);
    });

    /// <summary>An assembly with an attribute of that value.</summary>
    public static byte[] WithAttribute(byte[] value) => Build((metadata, _, runtime) =>
    {
        TypeReferenceHandle type = metadata.AddTypeReference(runtime, metadata.GetOrAddString("System"), metadata.GetOrAddString("ObsoleteAttribute"));
        MemberReferenceHandle constructor = metadata.AddMemberReference(type, metadata.GetOrAddString(".ctor"), metadata.GetOrAddBlob((byte[])[0x20, 1, 1, 0x1C]));
        metadata.AddCustomAttribute(EntityHandle.AssemblyDefinition, constructor, metadata.GetOrAddBlob(value));
    });

    private static void AddMethod(MetadataBuilder metadata, string name, int body) =>
        metadata.AddMethodDefinition(MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig, MethodImplAttributes.IL,
            metadata.GetOrAddString(name), metadata.GetOrAddBlob((byte[])[0, 0, 1]), body, MetadataTokens.ParameterHandle(1));

    private static byte[] Build(Action<MetadataBuilder, BlobBuilder, AssemblyReferenceHandle> fill)
    {
        var metadata = new MetadataBuilder();
        var il = new BlobBuilder();
        metadata.AddModule(0, metadata.GetOrAddString("H"), metadata.GetOrAddGuid(Guid.Empty), default, default);
        metadata.AddAssembly(metadata.GetOrAddString("H"), new Version(1, 0, 0, 0), default, default, default, AssemblyHashAlgorithm.None);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        AssemblyReferenceHandle runtime = metadata.AddAssemblyReference(metadata.GetOrAddString("System.Runtime"), new Version(9, 0, 0, 0), default,
            metadata.GetOrAddBlob(PlatformToken), default, default);
        TypeReferenceHandle parent = metadata.AddTypeReference(runtime, metadata.GetOrAddString("System"), metadata.GetOrAddString("Object"));
        fill(metadata, il, runtime);
        metadata.AddTypeDefinition(TypeAttributes.Public | TypeAttributes.Abstract, default, metadata.GetOrAddString("C"), parent, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var image = new BlobBuilder();
        new ManagedPEBuilder(new PEHeaderBuilder(imageCharacteristics: Characteristics.Dll | Characteristics.ExecutableImage), new MetadataRootBuilder(metadata, suppressValidation: true), il).Serialize(image);
        return image.ToArray();
    }
}
