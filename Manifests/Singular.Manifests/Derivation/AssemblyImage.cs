using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Mono.Cecil;
using AssemblyDefinition = Mono.Cecil.AssemblyDefinition;

namespace Singular.Manifests;

/// <summary>Opens an assembly's bytes after checking what would end the process instead of failing.</summary>
internal static class AssemblyImage
{
    /// <summary>Largest assembly that is read, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Largest blob heap (signatures and attribute values). Cecil reads signatures by recursion; at this size the
    /// deepest nesting fits the stack of <see cref="DeepStack"/>.</summary>
    private const int MaxBlobHeapBytes = 256 * 1024;

    /// <summary>Loads a module; call it and everything that looks at the result inside <see cref="DeepStack.Run"/>.</summary>
    /// <exception cref="RefusedException"><c>AssemblyTooLarge</c> or <c>AssemblyUnreadable</c>.</exception>
    public static AssemblyDefinition Load(byte[] image, string where, IAssemblyResolver resolver)
    {
        if (image.Length > MaxBytes)
        {
            throw new RefusedException(RefusalCode.AssemblyTooLarge, where, $"{image.Length} bytes, at most {MaxBytes} are read",
                "split the assembly");
        }
        try
        {
            CheckBlobHeap(image, where);
            return AssemblyDefinition.ReadAssembly(new MemoryStream(image, writable: false), new ReaderParameters(ReadingMode.Deferred)
            {
                AssemblyResolver = resolver,
                InMemory = true,
                ReadSymbols = false,
            });
        }
        catch (Exception error) when (error is not (RefusedException or OutOfMemoryException))
        {
            throw Unreadable(where, error);
        }
    }

    /// <summary>What any failure of a metadata reader on a hostile file becomes.</summary>
    public static RefusedException Unreadable(string where, Exception error) => new(
        RefusalCode.AssemblyUnreadable, where, $"the assembly's metadata cannot be read ({error.GetType().Name})", "build the assembly again");

    private static void CheckBlobHeap(byte[] image, string where)
    {
        using var pe = new PEReader(new MemoryStream(image, writable: false));
        int size = pe.GetMetadataReader().GetHeapSize(HeapIndex.Blob);
        if (size > MaxBlobHeapBytes)
        {
            throw new RefusedException(RefusalCode.AssemblyTooLarge, where,
                $"{size} bytes of signatures and attribute values, at most {MaxBlobHeapBytes} are read", "split the assembly");
        }
    }
}
