using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>Characters of string literals. Literals are frozen objects, so their address is fixed.</summary>
internal static unsafe class Text
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte At(string text, int index)
    {
        fixed (char* first = &text._firstChar)
            return (byte)first[index];
    }

    /// <summary>Whether a zero-padded field holds exactly this text.</summary>
    public static bool Equals(byte* field, int size, string text)
    {
        if (text.Length > size)
            return false;
        for (int i = 0; i < text.Length; i++)
        {
            if (field[i] != At(text, i))
                return false;
        }
        return text.Length == size || field[text.Length] == 0;
    }
}
