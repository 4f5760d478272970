using System.Runtime.InteropServices;

namespace Singular.Channels.Testing;

/// <summary>Contents of buffers that follow from two numbers, so that a printed test needs no long lists of bytes.</summary>
public static class TestData
{
    /// <summary>An array of any primitive type.</summary>
    /// <param name="length">Elements.</param>
    /// <param name="seed">Another seed, other contents; element 0 of byte arrays differs for seeds 0 to 255.</param>
    public static T[] Fill<T>(int length, int seed)
        where T : struct
    {
        var array = new T[length];
        FillBytes(MemoryMarshal.AsBytes(array.AsSpan()), seed);
        return array;
    }

    internal static Array Fill(Type element, int length, int seed)
    {
        Array array = Array.CreateInstance(element, length);
        FillBytes(BytesOf(array), seed);
        return array;
    }

    internal static Span<byte> BytesOf(Array array) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array));

    private static void FillBytes(Span<byte> bytes, int seed)
    {
        uint state = (uint)seed;
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(state >> (i == 0 ? 0 : 24));
            // Numerical Recipes' generator: good enough to tell blocks and places in them apart.
            state = state * 1_664_525 + 1_013_904_223;
        }
    }
}
