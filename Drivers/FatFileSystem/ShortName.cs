namespace Singular.Drivers.FileSystems;

/// <summary>Names of 8 and 3 characters as they stand in a directory: eleven bytes, padded with spaces (fatgen103, "FAT
/// Directory Structure" and "Short Directory Entry Names"). Bytes from 0x80 are read in code page 437.</summary>
internal static class ShortName
{
    public const int Length = 11;

    private const int BaseLength = 8;
    private const int ExtensionLength = 3;
    private const byte Space = 0x20;

    /// <summary>Stands for a first byte 0xE5, which would mark the entry as free.</summary>
    private const byte EscapedE5 = 0x05;

    /// <summary>Entry flag of Windows NT: the base is meant in lower case.</summary>
    private const byte LowerCaseBase = 0x08;

    /// <summary>Entry flag of Windows NT: the extension is meant in lower case.</summary>
    private const byte LowerCaseExtension = 0x10;

    private const string Signs = "$%'-_@~`!(){}^#&";

    private const string CodePage437 =
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
        + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00A0";

    /// <summary>The name as people write it. Bytes that no name may hold are shown as underscores.</summary>
    /// <param name="stored">The eleven bytes.</param>
    /// <param name="flags">The entry's byte 12, in which Windows NT keeps the case.</param>
    public static string Text(ReadOnlySpan<byte> stored, byte flags)
    {
        char[] text = new char[Length + 1];
        int length = Append(text, 0, stored.Slice(0, BaseLength), (flags & LowerCaseBase) != 0, isStart: true);
        if (length == 0)
            text[length++] = '_';
        int withDot = Append(text, length + 1, stored.Slice(BaseLength, ExtensionLength), (flags & LowerCaseExtension) != 0, isStart: false);
        if (withDot > length + 1)
        {
            text[length] = '.';
            length = withDot;
        }

        return new string(text, 0, length);
    }

    /// <summary>A volume label as people write it.</summary>
    public static string LabelText(ReadOnlySpan<byte> stored)
    {
        char[] text = new char[Length];
        int length = Append(text, 0, stored, isLowerCase: false, isStart: true);
        return new string(text, 0, length);
    }

    /// <summary>Stores a name that is a short name as it stands, in upper case.</summary>
    /// <returns>Null when it needs a long name.</returns>
    public static byte[]? FromExact(string name)
    {
        int dot = name.LastIndexOf('.');
        int baseLength = dot < 0 ? name.Length : dot;
        int extensionLength = dot < 0 ? 0 : name.Length - dot - 1;
        if (baseLength is < 1 or > BaseLength || extensionLength > ExtensionLength || (dot >= 0 && extensionLength == 0))
            return null;
        byte[] stored = Blank();
        for (int i = 0; i < name.Length; i++)
        {
            if (i == dot)
                continue;
            if (!IsStorable(name[i]))
                return null;
            stored[i < baseLength ? i : BaseLength + i - dot - 1] = (byte)name[i];
        }

        return stored;
    }

    /// <summary>Makes the short name that goes with a long one, different from those that are there ("The Basis-Name Generation
    /// Algorithm" and "The Numeric-Tail Generation Algorithm").</summary>
    /// <param name="name">The long name.</param>
    /// <param name="taken">The short names of the directory as <see cref="Key"/> gives them.</param>
    /// <returns>Null when every one is taken.</returns>
    public static byte[]? Alias(string name, HashSet<string> taken)
    {
        byte[] basis = Blank();
        int dot = name.LastIndexOf('.');
        if (IsAllDots(name, dot))
            dot = -1;
        bool isExact = CopyBasis(name, 0, dot < 0 ? name.Length : dot, basis, 0, BaseLength, out int baseLength);
        if (dot >= 0)
            isExact &= CopyBasis(name, dot + 1, name.Length, basis, BaseLength, ExtensionLength, out _);
        if (baseLength == 0)
        {
            basis[0] = (byte)'_';
            baseLength = 1;
            isExact = false;
        }

        if (isExact && !taken.Contains(Key(basis)))
            return basis;
        for (int number = 1; number <= 999_999; number++)
        {
            byte[] alias = WithTail(basis, baseLength, number);
            if (!taken.Contains(Key(alias)))
                return alias;
        }

        return null;
    }

    /// <summary>The eleven bytes as a key of a set.</summary>
    public static string Key(ReadOnlySpan<byte> stored)
    {
        char[] key = new char[Length];
        for (int i = 0; i < Length; i++)
            key[i] = (char)stored[i];
        return new string(key);
    }

    /// <summary>The sum that ties the slots of a long name to their short name ("ChkSum").</summary>
    public static byte Checksum(ReadOnlySpan<byte> stored)
    {
        byte sum = 0;
        for (int i = 0; i < Length; i++)
            sum = (byte)(((sum & 1) << 7) + (sum >> 1) + stored[i]);
        return sum;
    }

    private static byte[] Blank()
    {
        byte[] stored = new byte[Length];
        Array.Fill(stored, Space);
        return stored;
    }

    private static int Append(char[] text, int at, ReadOnlySpan<byte> stored, bool isLowerCase, bool isStart)
    {
        int length = stored.Length;
        while (length > 0 && stored[length - 1] == Space)
            length--;
        for (int i = 0; i < length; i++)
        {
            byte value = stored[i];
            if (i == 0 && isStart && value == EscapedE5)
                value = 0xE5;
            char shown = value >= 0x80 ? CodePage437[value - 0x80] : (char)value;
            if (!FileName.IsAllowed(shown) || shown == '.')
                shown = '_';
            text[at + i] = isLowerCase ? char.ToLowerInvariant(shown) : shown;
        }

        return at + length;
    }

    /// <returns>False when the copy differs from the original by more than case.</returns>
    private static bool CopyBasis(string name, int from, int to, byte[] basis, int at, int most, out int length)
    {
        bool isExact = true;
        length = 0;
        for (int i = from; i < to; i++)
        {
            char upper = char.ToUpperInvariant(name[i]);
            if (upper is ' ' or '.')
            {
                isExact = false;
                continue;
            }

            if (length == most)
                return false;
            isExact &= IsStorable(upper);
            basis[at + length++] = IsStorable(upper) ? (byte)upper : (byte)'_';
        }

        return isExact;
    }

    private static byte[] WithTail(byte[] basis, int baseLength, int number)
    {
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10)
            digits++;
        byte[] alias = Blank();
        Array.Copy(basis, alias, Length);
        int tilde = baseLength < BaseLength - 1 - digits ? baseLength : BaseLength - 1 - digits;
        alias[tilde] = (byte)'~';
        for (int i = digits; i > 0; i--)
        {
            alias[tilde + i] = (byte)('0' + number % 10);
            number /= 10;
        }

        for (int i = tilde + digits + 1; i < BaseLength; i++)
            alias[i] = Space;
        return alias;
    }

    private static bool IsAllDots(string name, int lastDot)
    {
        for (int i = 0; i < lastDot; i++)
        {
            if (name[i] is not ('.' or ' '))
                return false;
        }

        return true;
    }

    private static bool IsStorable(char value) => value is (>= 'A' and <= 'Z') or (>= '0' and <= '9') || Signs.Contains(value);
}
